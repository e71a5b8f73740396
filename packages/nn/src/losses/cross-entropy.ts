/** Cross entropy between logits and classes. */
import { add, logSoftmax, mul, neg, oneHot, reduceMean, reduceSum, type Tensor } from "@cmrkit/graph";

/**
 * Mean over samples, and over voxels where there are any, of −log p(class), as PyTorch's `cross_entropy`.
 *
 * @param logits (B, K) or (B, K, …).
 * @param labels (B) or (B, …) int64 in 0 … K − 1.
 * @param labelSmoothing ε of Szegedy et al. 2016, arXiv:1512.00567 §7: the target is 1 − ε on the class and ε / K on all.
 */
export function crossEntropy(logits: Tensor, labels: Tensor, labelSmoothing = 0): Tensor {
  const logProbabilities = logSoftmax(logits, 1);
  const target = oneHot(labels, logits.shape[1]!, 1);
  const ofClass = reduceMean(reduceSum(mul(logProbabilities, target), { axes: [1] }));
  if (labelSmoothing === 0) return neg(ofClass);
  return neg(add(mul(ofClass, 1 - labelSmoothing), mul(reduceMean(logProbabilities), labelSmoothing)));
}
