/**
 * The linear probe: cross-validated logistic regression on frozen, standardised features.
 *
 * Source: Alain & Bengio 2016, arXiv:1610.01644; Caron et al. 2021, arXiv:2104.14294 §4.1 (there by SGD).
 */
import { type Features, featureRow, selectRows } from "./features.ts";
import { fitLogistic, likeliestClass } from "./logistic-regression.ts";
import { patientFolds } from "./patient-folds.ts";
import { type ProbeLabels, type ProbeScore, probeScore, unprobeable } from "./probe-score.ts";

export interface LinearProbeOptions {
  readonly folds: number;
  readonly penalty: number;
  readonly iterations: number;
}

/** One penalty for every look at a run, so that looks compare; features have deviation 1, so their width matters not. */
const linearProbeDefaults: LinearProbeOptions = { folds: 5, penalty: 0.01, iterations: 100 };

/** Predicts each fold's images from a model of the others; no patient is on both sides. */
export function linearProbe(
  features: Features,
  labels: ProbeLabels,
  options: LinearProbeOptions = linearProbeDefaults,
): ProbeScore {
  const refusal = unprobeable(labels);
  if (refusal) return refusal;
  const foldOf = patientFolds(labels.patient, labels.classIndex, options.folds);
  const predicted = new Array<number>(features.count);
  for (const fold of new Set(foldOf)) {
    const [held, kept] = [rowsWhere(foldOf, (f) => f === fold), rowsWhere(foldOf, (f) => f !== fold)];
    const classes = predictRows(features, labels.classIndex, { held, kept }, options);
    held.forEach((row, i) => {
      predicted[row] = classes[i]!;
    });
  }
  return probeScore(predicted, labels.classIndex);
}

function rowsWhere(foldOf: readonly number[], isWanted: (fold: number) => boolean): number[] {
  return [...foldOf.keys()].filter((i) => isWanted(foldOf[i]!));
}

function predictRows(
  features: Features,
  classIndex: readonly number[],
  { held, kept }: { readonly held: readonly number[]; readonly kept: readonly number[] },
  options: LinearProbeOptions,
): number[] {
  const seen = selectRows(features, kept);
  const standardise = standardiser(seen);
  const classes = Math.max(...classIndex) + 1;
  const seenClasses = kept.map((row) => classIndex[row]!);
  const model = fitLogistic(standardise(seen), seenClasses, classes, options);
  const unseen = standardise(selectRows(features, held));
  return held.map((_, i) => likeliestClass(model, featureRow(unseen, i)));
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
