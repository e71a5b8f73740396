/**
 * How data sets number the ventricles. A swapped order is silent: every voxel is a label of the table, and the wrong one.
 * So each reader names its order, and ACDC's is the other way round.
 */
import type { LabelFile } from "./data-set.ts";

/** M&Ms, M&Ms-2, UK Biobank by ukbb_cardiac, and Rescan as its owners number it. */
export const leftVentricleFirst: LabelFile["meaning"] = Object.freeze({
  1: "leftVentricleBloodPool",
  2: "leftVentricularMyocardium",
  3: "rightVentricleBloodPool",
});

/** ACDC, and whatever CineMA's pre-processing has written. */
export const rightVentricleFirst: LabelFile["meaning"] = Object.freeze({
  1: "rightVentricleBloodPool",
  2: "leftVentricularMyocardium",
  3: "leftVentricleBloodPool",
});
