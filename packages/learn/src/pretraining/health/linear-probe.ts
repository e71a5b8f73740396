/**
 * The linear probe: cross-validated logistic regression on frozen, standardised features.
 *
 * Source: Alain & Bengio 2016, arXiv:1610.01644; Caron et al. 2021, arXiv:2104.14294 §4.1 (there by SGD).
 */
import type { Features } from "../../linear/features.ts";
import type { RowLabels } from "../../linear/linear-classifier.ts";
import {
  crossProbabilities,
  type LinearClassifierOptions,
  linearClassifierDefaults,
  mostLikely,
} from "../../linear/linear-classifier.ts";
import { type ProbeScore, probeScore, unprobeable } from "./probe-score.ts";

const FOLDS = 5;

/** Predicts each fold's images from a model of the others; no patient is on both sides. */
export function linearProbe(
  features: Features,
  labels: RowLabels,
  options: LinearClassifierOptions = linearClassifierDefaults,
): ProbeScore {
  const refusal = unprobeable(labels);
  if (refusal) return refusal;
  const predicted = crossProbabilities(features, labels, FOLDS, options).map(mostLikely);
  return probeScore(predicted, labels.classIndex);
}
