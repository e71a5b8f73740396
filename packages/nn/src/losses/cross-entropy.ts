/** Cross entropy between logits and classes. */
import { add, constant, logSoftmax, mul, neg, oneHot, reduceMean, reduceSum, type Tensor } from "@cmrkit/graph";
import { float32, ShapeError } from "@cmrkit/tensor";
import { overTrailing, ratioOrZero } from "./weighted-mean.ts";

/** What counts more or less than the rest. */
export interface CrossEntropyWeights {
  /** Of each of the K classes: `weight` of PyTorch's `cross_entropy`. All 1 by default. */
  readonly classes?: readonly number[];
  /** (B) or (B, …) float32, of each label: 0 where it is missing, whatever class is fed there. All 1 by default. */
  readonly places?: Tensor;
}

/**
 * Mean over samples, and over voxels where there are any, of −log p(class), as PyTorch's `cross_entropy`.
 *
 * @param logits (B, K) or (B, K, …).
 * @param labels (B) or (B, …) int64 in 0 … K − 1.
 * @param labelSmoothing ε of Szegedy et al. 2016, arXiv:1512.00567 §7: the target is 1 − ε on the class and ε / K on all.
 * @param weights With these the mean is weighted by the class of each label; a batch without any weight has loss 0.
 * @throws {ShapeError} when there are not K class weights, or weights of places do not fit the labels.
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  labelSmoothing = 0,
  weights?: CrossEntropyWeights,
): Tensor {
  const logProbabilities = logSoftmax(logits, 1);
  const target = oneHot(labels, logits.shape[1]!, 1);
  if (weights) return weightedCrossEntropy(logProbabilities, target, labelSmoothing, weights);
  const ofClass = reduceMean(reduceSum(mul(logProbabilities, target), { axes: [1] }));
  if (labelSmoothing === 0) return neg(ofClass);
  return neg(add(mul(ofClass, 1 - labelSmoothing), mul(reduceMean(logProbabilities), labelSmoothing)));
}

/** −Σ_n s_n Σ_k w_k·t_nk·log p_nk / Σ_n s_n·w_class(n), with smoothed targets t and weights s of places. */
function weightedCrossEntropy(
  logProbabilities: Tensor,
  target: Tensor,
  labelSmoothing: number,
  { classes, places }: CrossEntropyWeights,
): Tensor {
  const ofClasses = classWeights(classes, target.shape);
  const weighted = mul(target, ofClasses);
  const smoothed = add(mul(weighted, 1 - labelSmoothing), mul(ofClasses, labelSmoothing / target.shape[1]!));
  const overClasses = (x: Tensor) => reduceSum(x, { axes: [1] });
  const overPlaces = (x: Tensor) => reduceSum(places ? mul(x, overTrailing(places, x.shape)) : x);
  const agreement = overPlaces(overClasses(mul(logProbabilities, smoothed)));
  return neg(ratioOrZero(agreement, overPlaces(overClasses(weighted))));
}

/** (1, K, 1 …). */
function classWeights(classes: readonly number[] | undefined, [, K, ...rest]: readonly number[]): Tensor {
  const values = classes ?? new Array<number>(K!).fill(1);
  if (values.length !== K) throw new ShapeError(`${values.length} class weights for logits of ${K} classes`);
  return constant(float32([1, K, ...rest.map(() => 1)], values));
}
