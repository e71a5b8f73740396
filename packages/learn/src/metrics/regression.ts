/** The metrics by which a predicted number is reported: how it agrees with the reference, and what of the spread it explains. */
import { type Measured, notMeasurable, type Pair, pairedAgreement } from "@cmrkit/cardiac";
import { type AgreementMetricName, agreementMetrics } from "./agreement.ts";
import type { Metric } from "./metric.ts";

export type RegressionMetricName = AgreementMetricName | "rSquared";

/** Each throws {CardiacError} `argument` when a value is not finite; without pairs none is measurable. */
export const regressionMetrics: Readonly<Record<RegressionMetricName, Metric<Pair>>> = Object.freeze({
  ...agreementMetrics,
  rSquared,
});

/**
 * Coefficient of determination, 1 − Σ (reference − predicted)² / Σ (reference − mean reference)²: how much better than
 * always answering the mean of these references; negative when worse. It is not the square of the correlation, which
 * forgives a wrong scale and offset. Not measurable with fewer than two pairs or references that are all the same.
 * @throws {CardiacError} `argument` when a value is not finite.
 */
export function rSquared(pairs: readonly Pair[]): Measured {
  const { rootMeanSquareError } = pairedAgreement(pairs);
  if (typeof rootMeanSquareError !== "number") return rootMeanSquareError;
  if (pairs.length < 2) return notMeasurable("a coefficient of determination needs at least two pairs");
  const first = pairs[0]!.reference;
  if (pairs.every(({ reference }) => reference === first)) return notMeasurable("all references are the same");
  const mean = pairs.reduce((sum, { reference }) => sum + reference, 0) / pairs.length;
  const variance = pairs.reduce((sum, { reference }) => sum + (reference - mean) ** 2, 0) / pairs.length;
  return 1 - rootMeanSquareError ** 2 / variance;
}
