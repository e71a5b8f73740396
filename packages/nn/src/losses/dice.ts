/** The soft Dice loss. Source: Milletari et al. 2016, arXiv:1606.04797; the form of MONAI's DiceLoss. */
import { add, div, mul, oneHot, reduceMean, reduceSum, slice, softmax, sub, type Tensor } from "@cmrkit/graph";

const SMOOTHING = 1e-5; // in numerator and denominator: a structure that is absent and not predicted costs nothing

export interface DiceOptions {
  /** Sum voxels over the whole batch before dividing, so that slices without a structure weigh by their voxels only. */
  readonly overBatch?: boolean;
}

/**
 * 1 − mean of (2·Σ p·t + s) / (Σ p + Σ t + s) over foreground classes, and over samples unless `overBatch`.
 * logits (B, K, …), labels (B, …) int64; class 0 is background and left out.
 */
export function diceLoss(logits: Tensor, labels: Tensor, { overBatch = false }: DiceOptions = {}): Tensor {
  const K = logits.shape[1]!;
  const probabilities = slice(softmax(logits, 1), [{ axis: 1, start: 1 }]);
  const target = slice(oneHot(labels, K, 1), [{ axis: 1, start: 1 }]);
  const axes = logits.shape.flatMap((_, axis) => (axis === 1 || (axis === 0 && !overBatch) ? [] : [axis]));
  const sum = (x: Tensor) => reduceSum(x, { axes });
  const shared = add(mul(sum(mul(probabilities, target)), 2), SMOOTHING);
  const all = add(add(sum(probabilities), sum(target)), SMOOTHING);
  return sub(1, reduceMean(div(shared, all)));
}
