/** What a classifier answered about a case, and what is true of it. */
import { LearnError } from "../errors.ts";

export interface ClassifiedCase {
  /** One of the classes. */
  readonly truth: string;
  /** One for each class, in the order of the classes, adding up to 1. */
  readonly probabilities: ArrayLike<number>;
}

/** Half precision rounds the sum of a softmax by less than this. */
const SUM_TOLERANCE = 1e-2;
/** A mean of softmaxes in single precision may pass 1 by this. */
const ROUNDING = 1e-6;

/**
 * @throws {LearnError} `bad-label` when there are fewer than two classes or two of one name, or a truth is none of them;
 *   `bad-prediction` when a case has another number of probabilities, one outside [0, 1] or no number, or a sum that is
 *   not 1.
 */
export function assertClassified(classes: readonly string[], cases: readonly ClassifiedCase[]): void {
  assertClasses(classes);
  for (const [at, { truth, probabilities }] of cases.entries()) {
    assertClass(classes, truth, `the truth of case ${at}`);
    const fault = faultOf(probabilities, classes.length);
    if (fault !== null) throw new LearnError("bad-prediction", `case ${at} has ${fault}`);
  }
}

/** @throws {LearnError} `bad-label`. */
export function assertClasses(classes: readonly string[]): void {
  if (classes.length >= 2 && new Set(classes).size === classes.length) return;
  throw new LearnError("bad-label", `a classifier needs two or more classes of different names, got [${classes}]`);
}

/** @throws {LearnError} `bad-label`. */
export function assertClass(classes: readonly string[], label: string, what: string): void {
  if (classes.includes(label)) return;
  throw new LearnError("bad-label", `${what} is "${label}", which is none of the classes ${classes.join(", ")}`);
}

function faultOf(probabilities: ArrayLike<number>, classCount: number): string | null {
  if (probabilities.length !== classCount) return `${probabilities.length} probabilities for ${classCount} classes`;
  const values = Array.from(probabilities);
  const wrong = values.find((value) => !(value >= 0 && value <= 1 + ROUNDING));
  if (wrong !== undefined) return `a probability of ${wrong}: expected numbers from 0 to 1, after the softmax`;
  const sum = values.reduce((total, value) => total + value, 0);
  return Math.abs(sum - 1) <= SUM_TOLERANCE ? null : `probabilities that add up to ${sum}, not to 1`;
}

/** Which class is the most probable; of equals the first. */
export function mostProbableIndex(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < probabilities.length; k++) if (probabilities[k]! > probabilities[best]!) best = k;
  return best;
}
