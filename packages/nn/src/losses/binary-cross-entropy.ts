/** Cross entropy of channels that exclude nothing: each place of each channel is yes or no by itself. */
import { abs, add, exp, log, max, mul, neg, sub, type Tensor } from "@cmrkit/graph";
import { weightedMean } from "./weighted-mean.ts";

/**
 * Mean of −t·log σ(x) − (1 − t)·log(1 − σ(x)), as PyTorch's `binary_cross_entropy_with_logits`, in the form
 * max(x, 0) − x·t + log(1 + e^−|x|) that no logit overflows.
 *
 * @param logits (B, C, …).
 * @param target Of the same shape, in [0, 1]: classes, or heat maps.
 * @param weights (B) or (B, C) …, 0 where a target is missing; see `weightedMean`.
 */
export function binaryCrossEntropy(logits: Tensor, target: Tensor, weights?: Tensor): Tensor {
  const softened = log(add(exp(neg(abs(logits))), 1));
  return weightedMean(add(sub(max(logits, 0), mul(logits, target)), softened), weights);
}
