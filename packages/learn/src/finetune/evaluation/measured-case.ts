/** Clinical numbers of a case, from the predicted and from the expert's masks. */
import type { DataCase } from "../../datasets/data-set.ts";
import type { OfPatient } from "../../metrics/metric.ts";
import type { CaseMasks, ClassStructures } from "./case-masks.ts";
import { type FunctionMeasure, functionMeasures } from "./function-measures.ts";
import { type InfarctMeasure, infarctMeasures } from "./infarct-measures.ts";
import type { MeasuredPair } from "./measured-pair.ts";

export type MeasureName = FunctionMeasure | InfarctMeasure;

/** A line of `measures.csv`. */
export interface MeasuredCase extends OfPatient, MeasuredPair<MeasureName> {
  readonly caseId: string;
}

/** Ventricular function of a short-axis cine and the infarct of late-enhancement stacks, as far as the classes tell them. */
export function measuresOf(
  { id, patient }: DataCase,
  masks: readonly CaseMasks[],
  classes: ClassStructures,
): readonly MeasuredCase[] {
  const pairs = [...functionMeasures(masks, classes), ...infarctMeasures(masks, classes)];
  return pairs.map((pair) => ({ patient, caseId: id, ...pair }));
}
