/** The soft Dice loss of classes that exclude each other. */
import { oneHot, reduceMean, slice, softmax, sub, type Tensor } from "@cmrkit/graph";
import { softDice } from "./soft-dice.ts";

export interface DiceOptions {
  /** Sum voxels over the whole batch before dividing, so that slices without a structure weigh by their voxels only. */
  readonly overBatch?: boolean;
}

/**
 * 1 − mean of `softDice` over foreground classes, and over samples unless `overBatch`.
 * logits (B, K, …), labels (B, …) int64; class 0 is background and left out.
 */
export function diceLoss(logits: Tensor, labels: Tensor, { overBatch = false }: DiceOptions = {}): Tensor {
  const K = logits.shape[1]!;
  const probabilities = slice(softmax(logits, 1), [{ axis: 1, start: 1 }]);
  const target = slice(oneHot(labels, K, 1), [{ axis: 1, start: 1 }]);
  const axes = logits.shape.flatMap((_, axis) => (axis === 1 || (axis === 0 && !overBatch) ? [] : [axis]));
  return sub(1, reduceMean(softDice(probabilities, target, axes)));
}
