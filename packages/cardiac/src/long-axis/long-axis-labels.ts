/** Labels of a long-axis view: the ventricles, and the left atrium where it is drawn. */
import type { LabelVolume } from "@cmrkit/imaging";
import { type LabelName, type NamedLabels, renumbered } from "../label-names.ts";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";

/** The number of the left atrium beside cmrkit's ventricles. */
export const LEFT_ATRIUM = 4;

const numbers: Readonly<Record<LabelName, number>> = {
  rightVentricleBloodPool: RIGHT_VENTRICLE,
  leftVentricularMyocardium: MYOCARDIUM,
  leftVentricleBloodPool: LEFT_VENTRICLE,
  leftAtrium: LEFT_ATRIUM,
  rightAtrium: 0,
  infarct: MYOCARDIUM,
  noReflow: MYOCARDIUM,
  oedema: MYOCARDIUM,
};

/** @throws {CardiacError} `unknown-label`. */
export function longAxisLabels(named: NamedLabels): LabelVolume {
  return renumbered(named, (name) => numbers[name]);
}
