/**
 * How two methods agree on one quantity over a group: Bland and Altman's bias and limits, errors, correlation,
 * intraclass correlation, and the coefficient of variation of repeated scans.
 */
import { type Measured, notMeasurable } from "../measured.ts";
import { intraclassCorrelation } from "./intraclass-correlation.ts";
import { assertFinite, mean, standardDeviation } from "./summary.ts";

/** One case measured twice, in one unit: by the method under test and by the reference, or at two scans. */
export interface Pair {
  readonly predicted: number;
  readonly reference: number;
}

export interface PairedAgreement {
  readonly n: number;
  /** Mean of predicted − reference. */
  readonly bias: Measured;
  /** Bias ± 1.96 standard deviations of the differences. */
  readonly limitsOfAgreement: { readonly lower: Measured; readonly upper: Measured };
  readonly meanAbsoluteError: Measured;
  readonly rootMeanSquareError: Measured;
  readonly pearsonR: Measured;
  /** ICC(2,1): absolute agreement of single measurements. */
  readonly intraclassCorrelation: Measured;
  readonly coefficientOfVariationPercent: Measured;
}

const NORMAL_95 = 1.96;
const NO_PAIRS = notMeasurable("there are no pairs");

/** @throws {CardiacError} `argument` when a value is not finite: a pair lacking a value is left out, and counted, before. */
export function pairedAgreement(pairs: readonly Pair[]): PairedAgreement {
  assertFinite(pairs.flatMap(({ predicted, reference }) => [predicted, reference]));
  const differences = pairs.map(({ predicted, reference }) => predicted - reference);
  const meanOf = (values: readonly number[]) => (values.length === 0 ? NO_PAIRS : mean(values));
  const meanSquare = meanOf(differences.map((d) => d * d));
  return {
    n: pairs.length,
    bias: meanOf(differences),
    limitsOfAgreement: limitsOfAgreement(differences),
    meanAbsoluteError: meanOf(differences.map(Math.abs)),
    rootMeanSquareError: typeof meanSquare === "number" ? Math.sqrt(meanSquare) : meanSquare,
    pearsonR: pearsonR(pairs),
    intraclassCorrelation: intraclassCorrelation(pairs.map(({ predicted, reference }) => [predicted, reference])),
    coefficientOfVariationPercent: coefficientOfVariationPercent(pairs),
  };
}

/** Source: Bland and Altman 1986, Lancet 327:307–310, doi:10.1016/S0140-6736(86)90837-8. Needs two pairs. */
function limitsOfAgreement(differences: readonly number[]): PairedAgreement["limitsOfAgreement"] {
  if (differences.length < 2) {
    const why = notMeasurable("limits of agreement need at least two pairs");
    return { lower: why, upper: why };
  }
  const halfWidth = NORMAL_95 * standardDeviation(differences);
  return { lower: mean(differences) - halfWidth, upper: mean(differences) + halfWidth };
}

/**
 * Pearson's product-moment correlation. Needs two pairs, and values that vary on both sides.
 * It says how well one line fits, not how well the values agree: a constant bias leaves it at 1.
 */
export function pearsonR(pairs: readonly Pair[]): Measured {
  if (pairs.length < 2) return notMeasurable("a correlation needs at least two pairs");
  const meanX = mean(pairs.map(({ reference }) => reference));
  const meanY = mean(pairs.map(({ predicted }) => predicted));
  let [xx, yy, xy] = [0, 0, 0];
  for (const { predicted, reference } of pairs) {
    xx += (reference - meanX) ** 2;
    yy += (predicted - meanY) ** 2;
    xy += (reference - meanX) * (predicted - meanY);
  }
  if (xx === 0 || yy === 0) return notMeasurable("one side has the same value in every pair");
  return xy / Math.sqrt(xx * yy);
}

/**
 * Within-subject coefficient of variation of two scans, √(mean of ((x − y)² / 2) / ((x + y) / 2)²), in percent.
 * Not measurable when a pair's mean is not above zero, where a relative error has no meaning.
 *
 * Source: root-mean-square method, Bland, "How should I calculate a within-subject coefficient of variation?", 2006;
 * the formula by which CineMA reports scan–rescan agreement (arXiv:2506.00679).
 */
export function coefficientOfVariationPercent(pairs: readonly Pair[]): Measured {
  if (pairs.length === 0) return NO_PAIRS;
  const at = pairs.findIndex(({ predicted, reference }) => predicted + reference <= 0);
  if (at !== -1) return notMeasurable(`the mean of pair ${at} is not above zero`);
  const squares = pairs.map(({ predicted: x, reference: y }) => (x - y) ** 2 / 2 / ((x + y) / 2) ** 2);
  return 100 * Math.sqrt(mean(squares));
}
