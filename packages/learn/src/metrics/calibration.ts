/** Whether probabilities mean what they say. */
import { type Measured, notMeasurable } from "@cmrkit/cardiac";
import { LearnError } from "../errors.ts";
import { assertClassified, type ClassifiedCase, mostProbableIndex } from "./classified-case.ts";

const NO_CASES = notMeasurable("there are no cases");

/** As most publications do, after Guo et al. */
const CALIBRATION_BINS = 15;

/**
 * Expected calibration error of the answer: cases are binned by the probability of their most probable class into bins
 * of equal width, each open below and closed above; Σ (cases in the bin / all cases)·|share right − mean probability|.
 * In [0, 1]. It depends on the bins and is biased upwards with few cases, so compare only like with like.
 *
 * Source: Guo et al. 2017, arXiv:1706.04599 §2, eq. 3.
 * @throws {LearnError} `bad-label`, `bad-prediction`; `bad-config` when the bins are not a whole number above zero.
 */
export function expectedCalibrationError(
  classes: readonly string[],
  cases: readonly ClassifiedCase[],
  bins: number = CALIBRATION_BINS,
): Measured {
  if (!(Number.isInteger(bins) && bins > 0))
    throw new LearnError("bad-config", `expected one bin or more, got ${bins}`);
  assertClassified(classes, cases);
  if (cases.length === 0) return NO_CASES;
  // Within a bin, |Σ right − Σ probability| is its size times the gap, so counts need not be kept.
  const gaps = new Float64Array(bins);
  for (const { truth, probabilities } of cases) {
    const answer = mostProbableIndex(probabilities);
    const confidence = probabilities[answer]!;
    gaps[Math.min(Math.ceil(confidence * bins), bins) - 1]! += Number(classes[answer] === truth) - confidence;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / cases.length;
}

/**
 * Mean over the cases of Σ (probability − 1 for the true class, − 0 for others)², over all classes: 0 to 2, as Brier
 * defined it. With two classes it is twice the form that looks at one of them.
 *
 * Source: Brier 1950, Mon Weather Rev 78:1–3, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
 * @throws {LearnError} `bad-label`, `bad-prediction`.
 */
export function brierScore(classes: readonly string[], cases: readonly ClassifiedCase[]): Measured {
  assertClassified(classes, cases);
  if (cases.length === 0) return NO_CASES;
  const scoreOf = ({ truth, probabilities }: ClassifiedCase) =>
    classes.reduce((sum, name, k) => sum + (probabilities[k]! - Number(name === truth)) ** 2, 0);
  return cases.reduce((sum, one) => sum + scoreOf(one), 0) / cases.length;
}
