/** What holds for ACDC in every layout: the meaning of its labels, and which of its cases are one patient. */
import type { LabelFile } from "./data-set.ts";

export const acdcMeaning: LabelFile["meaning"] = Object.freeze({
  1: "rightVentricleBloodPool",
  2: "leftVentricularMyocardium",
  3: "leftVentricleBloodPool",
});

/** Cases whose images equal those of an earlier case. */
const twins: Readonly<Record<string, string>> = { patient076: "patient074" };

export function acdcPatientOf(id: string): string {
  return twins[id] ?? id;
}
