/** Vectors of length 1. */
import { div, max, mul, reduceSum, sqrt, type Tensor } from "@cmrkit/graph";

const SHORTEST = 1e-12; // of torch.nn.functional.normalize

/** Lengths over the last axis, kept as an axis of 1. The square is bounded, so that a null vector has a gradient. */
export function l2Norm(x: Tensor): Tensor {
  return sqrt(max(reduceSum(mul(x, x), { axes: [-1], keepdims: true }), SHORTEST ** 2));
}

/** x (…, E) divided by its length over the last axis; a null vector stays null. */
export function l2Normalised(x: Tensor): Tensor {
  return div(x, l2Norm(x));
}
