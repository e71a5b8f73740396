/**
 * The linear probe: cross-validated logistic regression on frozen, standardised features.
 *
 * Source: Alain & Bengio 2016, arXiv:1610.01644; Caron et al. 2021, arXiv:2104.14294 §4.1 (there by SGD).
 */
import { type Features, featureRow, selectRows } from "./features.ts";
import { fitLogistic, type LogisticModel, likeliestClass } from "./logistic-regression.ts";
import { patientFolds } from "./patient-folds.ts";
import { type ProbeLabels, type ProbeScore, probeScore, unprobeable } from "./probe-score.ts";

export interface LinearProbeOptions {
  readonly folds: number;
  /** Folds of the patients that a model is fitted to, by which its penalty is chosen. */
  readonly innerFolds: number;
  /** On features of deviation 1; the strongest of equals is taken. */
  readonly penalties: readonly number[];
  readonly iterations: number;
}

/**
 * A probe of many features and few images learns them by heart without a penalty, and hears nothing with too strong a one;
 * which is right differs from encoder to encoder, so each fit chooses its own, from its own patients alone.
 */
const linearProbeDefaults: LinearProbeOptions = {
  folds: 5,
  innerFolds: 3,
  penalties: [10, 3, 1, 0.3, 0.1, 0.03, 0.01],
  iterations: 100,
};

/** Predicts each fold's images from a model of the others; no patient is on both sides. */
export function linearProbe(
  features: Features,
  labels: ProbeLabels,
  options: LinearProbeOptions = linearProbeDefaults,
): ProbeScore {
  const refusal = unprobeable(labels);
  if (refusal) return refusal;
  const predicted = new Array<number>(features.count);
  for (const { seen, unseen } of partings(features, labels, options.folds)) {
    const penalty = bestPenalty(seen, options);
    const [model] = fittedModels(seen, { penalties: [penalty], iterations: options.iterations });
    unseen.rows.forEach((row, i) => {
      predicted[row] = classOf(model!, unseen, i);
    });
  }
  return probeScore(predicted, labels.classIndex);
}

/** Some rows, as standardised by those that a model is fitted to. */
interface Rows {
  readonly rows: readonly number[];
  readonly features: Features;
  readonly labels: ProbeLabels;
}

/** Each fold's images beside those of all other patients. */
function* partings(
  features: Features,
  labels: ProbeLabels,
  folds: number,
): Generator<{ readonly seen: Rows; readonly unseen: Rows }> {
  const foldOf = patientFolds(labels.patient, labels.classIndex, folds);
  for (const fold of new Set(foldOf)) {
    const kept = rowsWhere(foldOf, (f) => f !== fold);
    const standardise = standardiser(selectRows(features, kept));
    const part = (rows: readonly number[]): Rows => ({
      rows,
      features: standardise(selectRows(features, rows)),
      labels: {
        classIndex: rows.map((row) => labels.classIndex[row]!),
        patient: rows.map((row) => labels.patient[row]!),
      },
    });
    yield { seen: part(kept), unseen: part(rowsWhere(foldOf, (f) => f === fold)) };
  }
}

/** The penalty under which models of most patients predict the others best. */
function bestPenalty({ features, labels }: Rows, options: LinearProbeOptions): number {
  const hits = options.penalties.map(() => 0);
  for (const { seen, unseen } of partings(features, labels, options.innerFolds))
    fittedModels(seen, options).forEach((model, i) => {
      hits[i]! += unseen.labels.classIndex.filter((k, row) => k === classOf(model, unseen, row)).length;
    });
  return options.penalties[hits.indexOf(Math.max(...hits))]!;
}

/** A model for each penalty, each begun where the one before ended. */
function fittedModels(
  { features, labels: { classIndex } }: Rows,
  { penalties, iterations }: Pick<LinearProbeOptions, "penalties" | "iterations">,
): LogisticModel[] {
  const classes = Math.max(...classIndex) + 1;
  const models: LogisticModel[] = [];
  for (const penalty of penalties) {
    const start = models.at(-1)?.weights;
    models.push(fitLogistic(features, classIndex, classes, { penalty, iterations, ...(start && { start }) }));
  }
  return models;
}

function classOf(model: LogisticModel, { features }: Rows, row: number): number {
  return likeliestClass(model, featureRow(features, row));
}

function rowsWhere(foldOf: readonly number[], isWanted: (fold: number) => boolean): number[] {
  return [...foldOf.keys()].filter((i) => isWanted(foldOf[i]!));
}

/** Takes features to mean 0 and deviation 1 as measured on the given rows; one that is constant there becomes 0. */
function standardiser(seen: Features): (features: Features) => Features {
  const mean = new Float64Array(seen.width);
  const square = new Float64Array(seen.width);
  seen.data.forEach((value, at) => {
    mean[at % seen.width]! += value / seen.count;
  });
  seen.data.forEach((value, at) => {
    square[at % seen.width]! += (value - mean[at % seen.width]!) ** 2 / seen.count;
  });
  const inverse = square.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 0));
  return (features) => ({
    ...features,
    data: features.data.map((value, at) => (value - mean[at % seen.width]!) * inverse[at % seen.width]!),
  });
}
