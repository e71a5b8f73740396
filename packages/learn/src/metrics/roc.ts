/**
 * Area under the receiver operating characteristic: the chance that a case of the class has a higher score than one
 * that is not, ties counting half. Equal scores for all give 1/2.
 *
 * Sources: Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747; pairs of classes, Hand and Till 2001,
 * doi:10.1023/A:1010920819831.
 */
import { isMeasured, type Measured, notMeasurable } from "@cmrkit/cardiac";
import { LearnError } from "../errors.ts";
import { assertClassified, type ClassifiedCase } from "./classified-case.ts";
import { midranks } from "./midranks.ts";

/** One case of a yes-or-no question; the score need not be a probability. */
export interface ScoredCase {
  readonly score: number;
  readonly isPositive: boolean;
}

/**
 * Not measurable without a positive or without a negative case.
 * @throws {LearnError} `bad-prediction` when a score is not a number; infinite ones rank like others.
 */
export function areaUnderRoc(cases: readonly ScoredCase[]): Measured {
  const wrong = cases.findIndex(({ score }) => Number.isNaN(score));
  if (wrong !== -1) throw new LearnError("bad-prediction", `the score of case ${wrong} is not a number`);
  const positives = cases.filter(({ isPositive }) => isPositive).length;
  const negatives = cases.length - positives;
  if (positives === 0) return notMeasurable("no case is positive");
  if (negatives === 0) return notMeasurable("no case is negative");
  const ranks = midranks(cases.map(({ score }) => score));
  const rankSum = ranks.reduce((sum, rank, at) => (cases[at]!.isPositive ? sum + rank : sum), 0);
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Mean over the classes of the area of each against all others, by its probability. Classes that the truth does not
 * hold are left out; not measurable with fewer than two.
 * @throws {LearnError} `bad-label`, `bad-prediction`.
 */
export function aucOneVsRest(classes: readonly string[], cases: readonly ClassifiedCase[]): Measured {
  assertClassified(classes, cases);
  const known = knownClasses(classes, cases);
  return meanOf(known.map((k) => areaOf(k, classes, cases)));
}

/**
 * Hand and Till's M: mean over the pairs of classes of the area between their cases alone, by the probability of the
 * one and of the other. It does not change with how common the classes are. Classes that the truth does not hold are
 * left out; not measurable with fewer than two.
 * @throws {LearnError} `bad-label`, `bad-prediction`.
 */
export function aucOneVsOne(classes: readonly string[], cases: readonly ClassifiedCase[]): Measured {
  assertClassified(classes, cases);
  const known = knownClasses(classes, cases);
  const areas = known.flatMap((i, at) =>
    known.slice(at + 1).flatMap((j) => {
      const ofBoth = cases.filter(({ truth }) => truth === classes[i] || truth === classes[j]);
      return [areaOf(i, classes, ofBoth), areaOf(j, classes, ofBoth)];
    }),
  );
  return meanOf(areas);
}

/** The places of the classes that the truth holds. */
function knownClasses(classes: readonly string[], cases: readonly ClassifiedCase[]): number[] {
  const inTruth = new Set(cases.map(({ truth }) => truth));
  return [...classes.keys()].filter((k) => inTruth.has(classes[k]!));
}

function areaOf(k: number, classes: readonly string[], cases: readonly ClassifiedCase[]): Measured {
  return areaUnderRoc(
    cases.map(({ truth, probabilities }) => ({ score: probabilities[k]!, isPositive: truth === classes[k] })),
  );
}

function meanOf(areas: readonly Measured[]): Measured {
  const measured = areas.filter(isMeasured);
  if (measured.length === 0 || measured.length < areas.length) {
    return notMeasurable("an area under the curve needs cases of at least two classes");
  }
  return measured.reduce((sum, area) => sum + area, 0) / measured.length;
}
