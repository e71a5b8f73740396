/**
 * Penalised logistic regression on standardised features, its penalty chosen by cross-validation within the patients that
 * it is fitted to.
 *
 * Source: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed. 2009, §7.10 and §18.3.2.
 */
import { type Features, featureRow, selectRows } from "./features.ts";
import { classProbabilities, fitLogistic, type LogisticModel } from "./logistic-regression.ts";
import { patientFolds } from "./patient-folds.ts";
import { standardiser } from "./standardise.ts";

/** What is known of each row of features. */
export interface RowLabels {
  /** 0 … K − 1. */
  readonly classIndex: readonly number[];
  /** No patient ever helps to judge itself. */
  readonly patient: readonly string[];
}

export interface LinearClassifierOptions {
  /** Folds of the patients that a model is fitted to, by which its penalty is chosen. */
  readonly innerFolds: number;
  /** On features of deviation 1; the strongest of equals is taken. */
  readonly penalties: readonly number[];
  readonly iterations: number;
}

/**
 * A classifier of many features and few rows learns them by heart without a penalty, and hears nothing with too strong a one;
 * which is right differs from table to table, so each fit chooses its own.
 */
export const linearClassifierDefaults: LinearClassifierOptions = {
  innerFolds: 3,
  penalties: [10, 3, 1, 0.3, 0.1, 0.03, 0.01],
  iterations: 100,
};

export interface LinearClassifier {
  readonly model: LogisticModel;
  /** λ of mean cross entropy + λ/2·‖W‖². */
  readonly penalty: number;
  /** Of each row of features, one number for each class. */
  readonly probabilities: (features: Features) => Float64Array[];
}

/** Fits to all rows; every class 0 … K − 1 that is to be told must occur. */
export function fitLinearClassifier(
  features: Features,
  labels: RowLabels,
  options: LinearClassifierOptions = linearClassifierDefaults,
): LinearClassifier {
  const penalty = bestPenalty(features, labels, options);
  const standardise = standardiser(features);
  const [model] = fittedModels(standardise(features), labels, { ...options, penalties: [penalty] });
  const probabilities = (others: Features) => {
    const rows = standardise(others);
    return Array.from({ length: rows.count }, (_, i) => classProbabilities(model!, featureRow(rows, i)));
  };
  return { model: model!, penalty, probabilities };
}

/** The probabilities of every row by a classifier of the rows of other folds' patients. */
export function crossProbabilities(
  features: Features,
  labels: RowLabels,
  folds: number,
  options: LinearClassifierOptions = linearClassifierDefaults,
): Float64Array[] {
  const all = new Array<Float64Array>(features.count);
  for (const { seen, unseen } of partings(features, labels, folds)) {
    const { probabilities } = fitLinearClassifier(seen.features, seen.labels, options);
    probabilities(unseen.features).forEach((row, i) => {
      all[unseen.rows[i]!] = row;
    });
  }
  return all;
}

/** The penalty under which models of most patients give the others' classes the highest likelihood. */
function bestPenalty(features: Features, labels: RowLabels, options: LinearClassifierOptions): number {
  const logLikelihoods = options.penalties.map(() => 0);
  for (const { seen, unseen } of partings(features, labels, options.innerFolds)) {
    const standardise = standardiser(seen.features);
    const rows = standardise(unseen.features);
    fittedModels(standardise(seen.features), seen.labels, options).forEach((model, i) => {
      unseen.labels.classIndex.forEach((k, row) => {
        logLikelihoods[i]! += Math.log(Math.max(classProbabilities(model, featureRow(rows, row))[k] ?? 0, LEAST));
      });
    });
  }
  return options.penalties[logLikelihoods.indexOf(Math.max(...logLikelihoods))]!;
}

/** A class that a fold did not see is not taken for impossible. */
const LEAST = 1e-12;

export function mostLikely(probabilities: Float64Array): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** A model for each penalty, each begun where the one before ended. */
function fittedModels(
  features: Features,
  { classIndex }: RowLabels,
  { penalties, iterations }: Pick<LinearClassifierOptions, "penalties" | "iterations">,
): LogisticModel[] {
  const classes = Math.max(...classIndex) + 1;
  const models: LogisticModel[] = [];
  for (const penalty of penalties) {
    const start = models.at(-1)?.weights;
    models.push(fitLogistic(features, classIndex, classes, { penalty, iterations, ...(start && { start }) }));
  }
  return models;
}

interface Rows {
  readonly rows: readonly number[];
  readonly features: Features;
  readonly labels: RowLabels;
}

/** Each fold's rows beside those of all other patients. */
function* partings(
  features: Features,
  { classIndex, patient }: RowLabels,
  folds: number,
): Generator<{ readonly seen: Rows; readonly unseen: Rows }> {
  const foldOf = patientFolds(patient, classIndex, folds);
  const part = (isWanted: (fold: number) => boolean): Rows => {
    const rows = [...foldOf.keys()].filter((i) => isWanted(foldOf[i]!));
    const labels = { classIndex: rows.map((row) => classIndex[row]!), patient: rows.map((row) => patient[row]!) };
    return { rows, features: selectRows(features, rows), labels };
  };
  for (const fold of new Set(foldOf)) yield { seen: part((f) => f !== fold), unseen: part((f) => f === fold) };
}
