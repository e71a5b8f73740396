/**
 * Weighted k-nearest-neighbour classification of frozen features by cosine: no training, so nothing but the features is
 * judged.
 *
 * Source: Wu et al. 2018, arXiv:1805.01978 §3.4, as in DINO (Caron et al. 2021, arXiv:2104.14294, eval_knn.py).
 */
import { dot, type Features, featureRow, unitRows } from "../../linear/features.ts";
import type { RowLabels } from "../../linear/linear-classifier.ts";
import { type ProbeScore, probeScore, unprobeable } from "./probe-score.ts";

export interface NeighbourVote {
  /** How many neighbours vote. */
  readonly neighbours: number;
  /** A vote weighs exp(cosine / temperature). */
  readonly temperature: number;
}

/** DINO's best on ImageNet. Source: Caron et al. 2021, appendix; eval_knn.py. */
const dinoVote: NeighbourVote = { neighbours: 20, temperature: 0.07 };

/**
 * Classifies each image by its nearest neighbours among the images of all other patients. Near images of one heart would
 * answer for each other, and so the patient itself never votes.
 */
export function neighbourProbe(features: Features, labels: RowLabels, vote: NeighbourVote = dinoVote): ProbeScore {
  const refusal = unprobeable(labels);
  if (refusal) return refusal;
  const unit = unitRows(features);
  const classes = Math.max(...labels.classIndex) + 1;
  const predicted = labels.classIndex.map((_, i) => {
    const near = nearest(unit, i, vote.neighbours, (j) => labels.patient[j] !== labels.patient[i]);
    return winner(near, labels.classIndex, classes, vote.temperature);
  });
  return probeScore(predicted, labels.classIndex);
}

interface Neighbour {
  readonly row: number;
  readonly cosine: number;
}

/** The nearest eligible rows to row `i` of unit features, nearest first; of equals the earlier row. */
export function nearest(unit: Features, i: number, most: number, isEligible: (row: number) => boolean): Neighbour[] {
  const own = featureRow(unit, i);
  const near: Neighbour[] = [];
  for (let row = 0; row < unit.count; row++) {
    if (row === i || !isEligible(row)) continue;
    const cosine = dot(own, featureRow(unit, row));
    if (near.length === most && cosine <= near[most - 1]!.cosine) continue;
    if (near.length === most) near.pop();
    near.splice(near.findLastIndex((other) => other.cosine >= cosine) + 1, 0, { row, cosine });
  }
  return near;
}

function winner(near: readonly Neighbour[], classIndex: readonly number[], classes: number, temperature: number) {
  const votes = new Float64Array(classes);
  for (const { row, cosine } of near) votes[classIndex[row]!]! += Math.exp((cosine - 1) / temperature);
  return votes.indexOf(Math.max(...votes));
}
