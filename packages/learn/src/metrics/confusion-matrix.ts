/** How often each class was taken for each. */
import {
  assertClass,
  assertClasses,
  assertClassified,
  type ClassifiedCase,
  mostProbableIndex,
} from "./classified-case.ts";

export interface LabelPair {
  readonly truth: string;
  readonly predicted: string;
}

export interface ConfusionMatrix {
  readonly classes: readonly string[];
  /** [truth][predicted], in the order of the classes. */
  readonly counts: readonly (readonly number[])[];
}

/** @throws {LearnError} `bad-label` when a label is none of the classes, or these are fewer than two or not distinct. */
export function confusionMatrix(classes: readonly string[], pairs: readonly LabelPair[]): ConfusionMatrix {
  assertClasses(classes);
  const counts = classes.map(() => classes.map(() => 0));
  for (const [at, { truth, predicted }] of pairs.entries()) {
    assertClass(classes, truth, `the truth of case ${at}`);
    assertClass(classes, predicted, `the prediction of case ${at}`);
    const row = counts[classes.indexOf(truth)]!;
    row[classes.indexOf(predicted)]! += 1;
  }
  return { classes, counts };
}

/**
 * The matrix of the most probable classes; of equally probable ones the first in the list is the answer.
 * @throws {LearnError} `bad-label`, `bad-prediction`.
 */
export function confusionOf(classes: readonly string[], cases: readonly ClassifiedCase[]): ConfusionMatrix {
  assertClassified(classes, cases);
  const pairs = cases.map(({ truth, probabilities }) => ({
    truth,
    predicted: classes[mostProbableIndex(probabilities)]!,
  }));
  return confusionMatrix(classes, pairs);
}

/** One class against all others together. */
export interface OneVersusRest {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

export function oneVersusRest({ counts }: ConfusionMatrix, classIndex: number): OneVersusRest {
  const truePositives = counts[classIndex]![classIndex]!;
  const inTruth = total(counts[classIndex]!);
  const inPredictions = total(counts.map((row) => row[classIndex]!));
  return {
    truePositives,
    falsePositives: inPredictions - truePositives,
    falseNegatives: inTruth - truePositives,
    trueNegatives: total(counts.map(total)) - inTruth - inPredictions + truePositives,
  };
}

/** Every class against the rest. */
export function eachVersusRest(matrix: ConfusionMatrix): OneVersusRest[] {
  return matrix.classes.map((_, classIndex) => oneVersusRest(matrix, classIndex));
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
