/** The soft Dice loss of channels that may overlap, such as heat maps of landmarks. */
import { sigmoid, sub, type Tensor } from "@cmrkit/graph";
import { softDice } from "./soft-dice.ts";
import { weightedMean } from "./weighted-mean.ts";

/**
 * 1 − mean of `softDice` over samples and channels, every channel counted: there is no background. CineMA adds
 * `binaryCrossEntropy` to it for heat maps. Source: cinema/segmentation/landmark/train.py (arXiv:2506.00679).
 *
 * @param logits (B, C, …).
 * @param target Of the same shape, in [0, 1].
 * @param weights (B) or (B, C), 0 where a channel's target is missing; see `weightedMean`.
 */
export function sigmoidDiceLoss(logits: Tensor, target: Tensor, weights?: Tensor): Tensor {
  const axes = logits.shape.map((_, axis) => axis).slice(2);
  return weightedMean(sub(1, softDice(sigmoid(logits), target, axes)), weights);
}
