/** Clipping by the norm of all gradients together. Source: Pascanu et al. 2013, arXiv:1211.5063. */
import { add, div, min, mul, reduceSum, sqrt, type Tensor } from "@cmrkit/graph";

const EPSILON = 1e-6; // as torch.nn.utils.clip_grad_norm_

/** √ of the sum of squares over every gradient. */
export function globalNorm(gradients: readonly Tensor[]): Tensor {
  return sqrt(gradients.map((gradient) => reduceSum(mul(gradient, gradient))).reduce((a, b) => add(a, b)));
}

/** The factor on every gradient that brings their norm to at most `most`. */
export function clipFactor(norm: Tensor, most: number): Tensor {
  return min(div(most, add(norm, EPSILON)), 1);
}
