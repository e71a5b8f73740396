/**
 * A label map that tells scar from muscle, taken apart: the ventricles with scar counted to the myocardium, as thresholds and
 * segments need them, and the scar as it was drawn.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { type LabelName, labelNameOrder, type NamedLabels, renumbered } from "../label-names.ts";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import { ENHANCED, NO_REFLOW } from "./scar.ts";

export interface ScarLabels {
  /** In cmrkit's numbers; infarct, no-reflow and oedema are myocardium, atria are background. */
  readonly ventricles: LabelVolume;
  /** 0, `ENHANCED` or `NO_REFLOW` for each voxel; undefined where the table names neither. */
  readonly scar: Uint8Array | undefined;
  /** What the table names, in the order of `labelNameOrder`, whether or not a voxel carries it. */
  readonly names: readonly LabelName[];
}

const ventricleNumbers: Readonly<Record<LabelName, number>> = {
  rightVentricleBloodPool: RIGHT_VENTRICLE,
  leftVentricularMyocardium: MYOCARDIUM,
  leftVentricleBloodPool: LEFT_VENTRICLE,
  infarct: MYOCARDIUM,
  noReflow: MYOCARDIUM,
  oedema: MYOCARDIUM,
  leftAtrium: 0,
  rightAtrium: 0,
};

const scarNumbers: Readonly<Partial<Record<LabelName, number>>> = { infarct: ENHANCED, noReflow: NO_REFLOW };

/** @throws {CardiacError} `unknown-label`. */
export function scarLabels(named: NamedLabels): ScarLabels {
  const inTable = new Set(Object.values(named.table));
  const names = labelNameOrder.filter((name) => inTable.has(name));
  const hasScar = names.some((name) => scarNumbers[name] !== undefined);
  return {
    ventricles: renumbered(named, (name) => ventricleNumbers[name]),
    scar: hasScar ? renumbered(named, (name) => scarNumbers[name] ?? 0).labels : undefined,
    names,
  };
}
