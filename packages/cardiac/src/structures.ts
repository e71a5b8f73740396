/**
 * Which label means which structure: cmrkit's own numbers (those of ACDC), names and colours, and the numbers of other
 * data sets with a map from them. A swap is silent and gives a Dice of zero, so labels are always read by a named convention.
 *
 * Sources: ACDC, Bernard et al. 2018, doi:10.1109/TMI.2018.2837502; M&Ms, Campello et al. 2021,
 * doi:10.1109/TMI.2021.3090082; UK Biobank as in ukbb_cardiac, Bai et al. 2018, doi:10.1186/s12968-018-0471-x.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { CardiacError } from "./errors.ts";

export type StructureName = "rightVentricleBloodPool" | "leftVentricularMyocardium" | "leftVentricleBloodPool";

export interface Structure {
  readonly label: number;
  /** As a report writes it. */
  readonly title: string;
  readonly shortTitle: string;
  /** sRGB, from the palette of Okabe and Ito (2008): told apart with any colour vision, and visible on grey. */
  readonly colour: string;
}

export const structures = Object.freeze({
  rightVentricleBloodPool: {
    label: 1,
    title: "right ventricular cavity",
    shortTitle: "RV",
    colour: "#56b4e9",
  },
  leftVentricularMyocardium: {
    label: 2,
    title: "left ventricular myocardium",
    shortTitle: "Myo",
    colour: "#f0e442",
  },
  leftVentricleBloodPool: {
    label: 3,
    title: "left ventricular cavity",
    shortTitle: "LV",
    colour: "#d55e00",
  },
} satisfies Record<StructureName, Structure>);

export const BACKGROUND = 0;
export const RIGHT_VENTRICLE = structures.rightVentricleBloodPool.label;
export const MYOCARDIUM = structures.leftVentricularMyocardium.label;
export const LEFT_VENTRICLE = structures.leftVentricleBloodPool.label;

/** The three structures by ascending label. */
export const structureNames: readonly StructureName[] = Object.freeze([
  "rightVentricleBloodPool",
  "leftVentricularMyocardium",
  "leftVentricleBloodPool",
]);

export type LabelConvention = "cmrkit" | "acdc" | "mnms" | "ukbb";

const LEFT_FIRST = { leftVentricleBloodPool: 1, leftVentricularMyocardium: 2, rightVentricleBloodPool: 3 };
const RIGHT_FIRST = { rightVentricleBloodPool: 1, leftVentricularMyocardium: 2, leftVentricleBloodPool: 3 };

/** The number that each convention gives to each structure; 0 is background in all of them. */
export const labelConventions: Readonly<Record<LabelConvention, Readonly<Record<StructureName, number>>>> =
  Object.freeze({ cmrkit: RIGHT_FIRST, acdc: RIGHT_FIRST, mnms: LEFT_FIRST, ukbb: LEFT_FIRST });

/**
 * The same labels in cmrkit's numbers.
 * @throws {CardiacError} `unknown-label` when a voxel carries a number that the convention does not have.
 */
export function toCmrkitLabels(labels: LabelVolume, convention: LabelConvention): LabelVolume {
  const numbers = labelConventions[convention];
  const renamed = new Map([[BACKGROUND, BACKGROUND]]);
  for (const name of structureNames) renamed.set(numbers[name], structures[name].label);
  return { ...labels, labels: labels.labels.map((label) => renamed.get(label) ?? refuseLabel(label, convention)) };
}

/** @throws {CardiacError} `unknown-label` when a voxel carries a label that cmrkit does not have. */
export function assertCmrkitLabels(labels: LabelVolume): void {
  const unknown = labels.labels.find((label) => label > LEFT_VENTRICLE);
  if (unknown !== undefined) refuseLabel(unknown, "cmrkit");
}

function refuseLabel(label: number, convention: LabelConvention): never {
  const known = Object.entries(labelConventions[convention]).map(([name, number]) => `${number} ${name}`);
  throw new CardiacError(
    "unknown-label",
    `label ${label} is not one of the ${convention} convention (0 background, ${known.join(", ")})`,
    { label, convention },
  );
}
