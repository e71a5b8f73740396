/**
 * What the Basic Application Level Confidentiality Profile does to an attribute, and how a standard attribute is encoded.
 *
 * Source: DICOM PS3.15 2026c, Annex E, Table E.1-1 (`confidentiality-profile.json`); PS3.6 for the attributes that the
 * table does not name (`other-attributes.json`).
 */
import profile from "./confidentiality-profile.json" with { type: "json" };
import others from "./other-attributes.json" with { type: "json" };

/** Actions of Table E.1-1a; alternatives are told apart by what an IOD demands (Type 3, 2 or 1). */
const actions = ["D", "Z", "X", "U", "Z/D", "X/Z", "X/D", "X/Z/D", "X/Z/U*"] as const;
/** X removes, Z empties (or puts a dummy), D puts a dummy, U another UID, and U* keeps a sequence with other UIDs. */
export type ProfileAction = (typeof actions)[number];

/** A standard attribute; `action` is absent where the profile says nothing of it. */
export interface StandardAttribute {
  readonly vr: string;
  readonly action: ProfileAction | undefined;
}

export const profileEdition = profile.edition;

const standardAttributes: ReadonlyMap<number, StandardAttribute> = new Map([
  ...otherAttributes(),
  ...profileAttributes(),
]);

function* profileAttributes(): Generator<[number, StandardAttribute]> {
  for (const [tag, [keyword, vr, name]] of Object.entries(profile.attributes)) {
    const action = actions.find((known) => known === name);
    if (action === undefined || vr === undefined) throw new Error(`internal: ${keyword} has the action ${name}`);
    yield [Number.parseInt(tag, 16), { vr, action }];
  }
}

function* otherAttributes(): Generator<[number, StandardAttribute]> {
  for (const [vr, groups] of Object.entries(others.elements))
    for (const [group, elements] of Object.entries(groups))
      for (const element of elements.split(" "))
        yield [Number.parseInt(group + element, 16), { vr, action: undefined }];
}

/** Curves and overlays: drawings and texts over the image, in sixteen groups of their own each, all X in the table. */
function isDrawing(tag: number): boolean {
  const high = tag >>> 24;
  return high === 0x50 || high === 0x60;
}

/** The attribute of a tag, or undefined for what no edition defines: private elements, group lengths, drawings. */
export function standardAttribute(tag: number): StandardAttribute | undefined {
  return isDrawing(tag) ? undefined : standardAttributes.get(tag);
}

/** Whether a tag belongs to a vendor: its group is odd. Source: DICOM PS3.5 §7.8. */
export function isPrivate(tag: number): boolean {
  return ((tag >>> 16) & 1) === 1;
}
