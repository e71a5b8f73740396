/**
 * The linear probe: cross-validated logistic regression on frozen, standardised features.
 *
 * Source: Alain & Bengio 2016, arXiv:1610.01644; Caron et al. 2021, arXiv:2104.14294 §4.1 (there by SGD).
 */
import { type Features, featureRow, selectRows } from "./features.ts";
import { fitLogistic, type LogisticOptions, likeliestClass } from "./logistic-regression.ts";
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
  const predicted = crossPredicted(features, labels, options.folds, (seen, ofSeen) => {
    const penalty = bestPenalty(seen, ofSeen, options);
    return { penalty, iterations: options.iterations };
  });
  return probeScore(predicted, labels.classIndex);
}

/** The penalty under which models of most patients predict the others best. */
function bestPenalty(features: Features, labels: ProbeLabels, options: LinearProbeOptions): number {
  const { penalties, iterations, innerFolds } = options;
  const hits = penalties.map((penalty) => {
    const predicted = crossPredicted(features, labels, innerFolds, () => ({ penalty, iterations }));
    return predicted.filter((k, i) => k === labels.classIndex[i]).length;
  });
  return penalties[hits.indexOf(Math.max(...hits))]!;
}

/** The class of every image, predicted by a model of the images of other folds' patients. */
function crossPredicted(
  features: Features,
  { classIndex, patient }: ProbeLabels,
  folds: number,
  optionsFor: (seen: Features, labels: ProbeLabels) => LogisticOptions,
): number[] {
  const foldOf = patientFolds(patient, classIndex, folds);
  const predicted = new Array<number>(features.count);
  for (const fold of new Set(foldOf)) {
    const [held, kept] = [rowsWhere(foldOf, (f) => f === fold), rowsWhere(foldOf, (f) => f !== fold)];
    const seen = selectRows(features, kept);
    const ofSeen = { classIndex: kept.map((row) => classIndex[row]!), patient: kept.map((row) => patient[row]!) };
    const classes = predictRows(seen, ofSeen.classIndex, selectRows(features, held), optionsFor(seen, ofSeen));
    held.forEach((row, i) => {
      predicted[row] = classes[i]!;
    });
  }
  return predicted;
}

function rowsWhere(foldOf: readonly number[], isWanted: (fold: number) => boolean): number[] {
  return [...foldOf.keys()].filter((i) => isWanted(foldOf[i]!));
}

/** Classes of `unseen` by a model of `seen`. */
function predictRows(
  seen: Features,
  classIndex: readonly number[],
  unseen: Features,
  options: LogisticOptions,
): number[] {
  const standardise = standardiser(seen);
  const model = fitLogistic(standardise(seen), classIndex, Math.max(...classIndex) + 1, options);
  const rows = standardise(unseen);
  return Array.from({ length: rows.count }, (_, i) => likeliestClass(model, featureRow(rows, i)));
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
