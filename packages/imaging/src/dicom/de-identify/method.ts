/** What a de-identified object says of itself: pseudonym, method, and what became of its dates. Source: DICOM PS3.15 §E.1.1, PS3.16 CID 7050. */
import type { Retention } from "./clean-elements.ts";
import { isPrivate, profileEdition } from "./profile.ts";
import type { ElementEncoding, EncodedElement } from "./read-elements.ts";

export interface MethodStatement {
  readonly patientId: string;
  readonly retained: ReadonlySet<Retention>;
  readonly software: string;
  readonly encoding: ElementEncoding;
}

const BASIC_PROFILE = ["113100", "Basic Application Confidentiality Profile"] as const;
const SAFE_PRIVATE = ["113111", "Retain Safe Private Option"] as const;
const optionCodes = {
  descriptions: ["113105", "Clean Descriptors Option"],
  dates: ["113107", "Retain Longitudinal Temporal Information Modified Dates Option"],
  patient: ["113108", "Retain Patient Characteristics Option"],
  device: ["113109", "Retain Device Identity Option"],
} as const satisfies Record<Retention, readonly [string, string]>;

/** The elements with these put in place of what stood there. */
export function methodElements(
  elements: readonly EncodedElement[],
  statement: MethodStatement,
): readonly EncodedElement[] {
  const { patientId, retained, software, encoding } = statement;
  const options = Object.entries(optionCodes).flatMap(([name, code]) =>
    [...retained].some((one) => one === name) ? [code] : [],
  );
  const codes = [BASIC_PROFILE, ...options, ...(elements.some(({ tag }) => isPrivate(tag)) ? [SAFE_PRIVATE] : [])];
  const own = [
    text(0x0010_0010, "PN", patientId),
    text(0x0010_0020, "LO", patientId),
    text(0x0012_0062, "CS", "YES"),
    text(0x0012_0063, "LO", `${software}: PS3.15 ${profileEdition} Basic Profile`),
    sequence(0x0012_0064, codes.map(codeItem), encoding),
    text(0x0028_0303, "CS", retained.has("dates") ? "MODIFIED" : "REMOVED"),
  ];
  const replaced = new Set(own.map(({ tag }) => tag));
  return [...elements.filter(({ tag }) => !replaced.has(tag)), ...own].toSorted((a, b) => a.tag - b.tag);
}

function codeItem([value, meaning]: readonly [string, string]): readonly EncodedElement[] {
  return [text(0x0008_0100, "SH", value), text(0x0008_0102, "SH", "DCM"), text(0x0008_0104, "LO", meaning)];
}

function text(tag: number, vr: string, value: string): EncodedElement {
  return { tag, vr, value: Buffer.from(value, "latin1"), isEncapsulated: false, sequence: undefined };
}

function sequence(
  tag: number,
  items: readonly (readonly EncodedElement[])[],
  encoding: ElementEncoding,
): EncodedElement {
  return { tag, vr: "SQ", value: new Uint8Array(0), isEncapsulated: false, sequence: { encoding, items } };
}
