/** Outlines that pictures show. */
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE, structures } from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import { type Html, html, nothing } from "./html.ts";

/** The outline of all voxels that carry one of some labels. */
export interface Outline {
  readonly of: readonly number[];
  readonly colour: string;
  /** Where these labels are, if not in those of the picture. */
  readonly labels?: LabelVolume;
}

export interface NamedOutline extends Outline {
  /** In the legend. */
  readonly name: string;
}

/** From the outside in: epicardium, endocardium, right ventricle. */
export const ventricleOutlines = [
  {
    of: [MYOCARDIUM, LEFT_VENTRICLE],
    name: "epicardium",
    colour: structures.leftVentricularMyocardium.colour,
  },
  { of: [LEFT_VENTRICLE], name: "LV endocardium", colour: structures.leftVentricleBloodPool.colour },
  { of: [RIGHT_VENTRICLE], name: "RV endocardium", colour: structures.rightVentricleBloodPool.colour },
] as const satisfies readonly NamedOutline[];

/** A key of a legend. */
export type Key = Pick<NamedOutline, "name" | "colour">;

/** Of the outlines, those that a structure of the labels has: a key for what is nowhere drawn would be looked for. */
export function keysOf(outlines: readonly NamedOutline[], labels: LabelVolume): readonly Key[] {
  return outlines.filter(({ of, labels: own = labels }) => own.labels.some((label) => of.includes(label)));
}

/** @param note Below the keys. */
export function legend(keys: readonly Key[], note = ""): Html {
  const drawn = keys.map(
    ({ name, colour }) => html`<span class="key"><i style="background:${colour}"></i>${name}</span>`,
  );
  return html`<p class="legend">${drawn}${note === "" ? nothing : html`<span class="legend-note">${note}</span>`}</p>`;
}
