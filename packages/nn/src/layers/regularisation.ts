/**
 * Dropout and drop path. The random numbers are graph inputs that the host fills from its seeded stream, so that a run
 * repeats on every device.
 */
import { cast, greaterOrEqual, mul, reshape, type Tensor } from "@cmrkit/graph";

/** Dropout of several layers of a network. */
export interface Dropout {
  readonly rate: number;
  /** Numbers in [0, 1) of a shape; asked for by one layer after another. */
  readonly uniform: (shape: readonly number[]) => Tensor;
}

/**
 * Zeroes elements with probability `rate` and scales the rest to keep the mean.
 * Source: Srivastava et al. 2014, JMLR 15:1929.
 * @param uniform Numbers in [0, 1) of x's shape.
 */
export function dropout(x: Tensor, rate: number, uniform: Tensor): Tensor {
  return rate === 0 ? x : mul(x, keepMask(rate, uniform));
}

/**
 * Drops a whole residual branch of a sample with probability `rate`, and scales the rest to keep the mean.
 * Source: Huang et al. 2016, arXiv:1603.09382.
 * @param uniform (B) numbers in [0, 1).
 */
export function dropPath(branch: Tensor, rate: number, uniform: Tensor): Tensor {
  const perSample = [branch.shape[0]!, ...branch.shape.slice(1).map(() => 1)];
  return rate === 0 ? branch : mul(branch, reshape(keepMask(rate, uniform), perSample));
}

function keepMask(rate: number, uniform: Tensor): Tensor {
  return mul(cast(greaterOrEqual(uniform, rate), "float32"), 1 / (1 - rate));
}
