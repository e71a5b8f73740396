/** The metrics by which a classifier is reported, as one table. */
import { type Measured, notMeasurable } from "@cmrkit/cardiac";
import { brierScore, expectedCalibrationError } from "./calibration.ts";
import { assertClass, assertClasses, type ClassifiedCase } from "./classified-case.ts";
import { type ConfusionMatrix, confusionOf } from "./confusion-matrix.ts";
import {
  accuracy,
  balancedAccuracy,
  macroF1,
  macroSpecificity,
  matthewsCorrelation,
  sensitivity,
  specificity,
} from "./label-metrics.ts";
import type { Metric } from "./metric.ts";
import { aucOneVsOne, aucOneVsRest } from "./roc.ts";

export type ClassificationMetricName =
  | "accuracy"
  | "balancedAccuracy"
  | "macroF1"
  | "matthewsCorrelation"
  | "sensitivity"
  | "specificity"
  | "aucOneVsRest"
  | "aucOneVsOne"
  | "expectedCalibrationError"
  | "brierScore";

/** A mean over two classes would be the balanced accuracy twice, which nobody means by these words. */
const NO_POSITIVE_CLASS = notMeasurable("no class is named as the positive one");

/**
 * Every metric of a classifier, ready for intervals and subgroups.
 * @param positiveClass whose sensitivity and specificity are meant, such as the diseased of two classes. Without it neither is
 *   measurable of two classes, and of more both are means over the classes.
 * @throws {LearnError} `bad-label` when the classes are fewer than two or not distinct, or the positive class is none of
 *   them; each metric as its own function says.
 */
export function classificationMetrics(
  classes: readonly string[],
  positiveClass?: string,
): Readonly<Record<ClassificationMetricName, Metric<ClassifiedCase>>> {
  assertClasses(classes);
  if (positiveClass !== undefined) assertClass(classes, positiveClass, "the positive class");
  const ofLabels = (metric: (matrix: ConfusionMatrix) => Measured) => (cases: readonly ClassifiedCase[]) =>
    metric(confusionOf(classes, cases));
  const ofPositive = (metric: typeof sensitivity, macro: typeof balancedAccuracy) => {
    if (positiveClass !== undefined) return ofLabels((matrix) => metric(matrix, positiveClass));
    return classes.length === 2 ? () => NO_POSITIVE_CLASS : ofLabels(macro);
  };
  return {
    accuracy: ofLabels(accuracy),
    balancedAccuracy: ofLabels(balancedAccuracy),
    macroF1: ofLabels(macroF1),
    matthewsCorrelation: ofLabels(matthewsCorrelation),
    sensitivity: ofPositive(sensitivity, balancedAccuracy),
    specificity: ofPositive(specificity, macroSpecificity),
    aucOneVsRest: (cases) => aucOneVsRest(classes, cases),
    aucOneVsOne: (cases) => aucOneVsOne(classes, cases),
    expectedCalibrationError: (cases) => expectedCalibrationError(classes, cases),
    brierScore: (cases) => brierScore(classes, cases),
  };
}
