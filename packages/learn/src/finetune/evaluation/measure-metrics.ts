/** The pairs by which predicted clinical numbers are compared with the expert's, and whether an infarct is found. */
import { isMeasured, type Pair } from "@cmrkit/cardiac";
import type { CaseFacts } from "../../datasets/data-set.ts";
import { confusionMatrix } from "../../metrics/confusion-matrix.ts";
import { sensitivity, specificity } from "../../metrics/label-metrics.ts";
import type { Metrics, OfPatient } from "../../metrics/metric.ts";
import { areaUnderRoc } from "../../metrics/roc.ts";
import type { MeasuredCase, MeasureName } from "./measured-case.ts";

/** A case of which both sides have the number. */
export interface MeasuredByBoth extends OfPatient, Pair {
  readonly caseId: string;
  readonly name: MeasureName;
  readonly facts?: CaseFacts;
}

export function measuredByBoth(measures: readonly MeasuredCase[]): readonly MeasuredByBoth[] {
  return measures.flatMap(({ predicted, reference, ...of }) =>
    isMeasured(predicted) && isMeasured(reference) ? [{ ...of, predicted, reference }] : [],
  );
}

/** Whether an infarct is there: one labelled voxel is enough. The area under the curve goes by the predicted share. */
export const infarctPresenceMetrics: Metrics<Pair> = Object.freeze({
  "infarct sensitivity": (pairs: readonly Pair[]) => sensitivity(presence(pairs), "infarct"),
  "infarct specificity": (pairs: readonly Pair[]) => specificity(presence(pairs), "infarct"),
  "infarct areaUnderRoc": (pairs: readonly Pair[]) =>
    areaUnderRoc(pairs.map(({ predicted, reference }) => ({ score: predicted, isPositive: reference > 0 }))),
});

function presence(pairs: readonly Pair[]) {
  const said = (sharePercent: number) => (sharePercent > 0 ? "infarct" : "none");
  const labels = pairs.map(({ predicted, reference }) => ({ truth: said(reference), predicted: said(predicted) }));
  return confusionMatrix(["infarct", "none"], labels);
}
