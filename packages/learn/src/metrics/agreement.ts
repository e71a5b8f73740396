/**
 * How a number agrees with its reference, in the unit of both: the metrics of `pairedAgreement`, each by itself so that it
 * gets its own interval over patients.
 */
import { type Measured, type Pair, type PairedAgreement, pairedAgreement } from "@cmrkit/cardiac";
import type { Metric } from "./metric.ts";

export type AgreementMetricName =
  | "meanAbsoluteError"
  | "rootMeanSquareError"
  | "bias"
  | "lowerLimitOfAgreement"
  | "upperLimitOfAgreement"
  | "intraclassCorrelation"
  | "pearsonR"
  | "coefficientOfVariationPercent";

const of = (told: (agreement: PairedAgreement) => Measured) => (pairs: readonly Pair[]) => told(pairedAgreement(pairs));

/**
 * Of the differences predicted − reference; limits are those of Bland and Altman. Each throws {CardiacError} `argument` when a
 * value is not finite; without pairs none is measurable.
 */
export const agreementMetrics: Readonly<Record<AgreementMetricName, Metric<Pair>>> = Object.freeze({
  meanAbsoluteError: of(({ meanAbsoluteError }) => meanAbsoluteError),
  rootMeanSquareError: of(({ rootMeanSquareError }) => rootMeanSquareError),
  bias: of(({ bias }) => bias),
  lowerLimitOfAgreement: of(({ limitsOfAgreement }) => limitsOfAgreement.lower),
  upperLimitOfAgreement: of(({ limitsOfAgreement }) => limitsOfAgreement.upper),
  intraclassCorrelation: of(({ intraclassCorrelation }) => intraclassCorrelation),
  pearsonR: of(({ pearsonR }) => pearsonR),
  coefficientOfVariationPercent: of(({ coefficientOfVariationPercent }) => coefficientOfVariationPercent),
});
