/**
 * The wing loss: a logarithm near the target, where it pulls harder than a square would, and a straight line far off.
 *
 * Source: Feng et al. 2018, arXiv:1711.06753 §4.
 */
import { abs, add, less, log, mul, sub, type Tensor, where } from "@cmrkit/graph";
import { weightedMean } from "./weighted-mean.ts";

export interface WingConfig {
  /** w: errors below it are in the logarithm, in the unit of the coordinates. */
  readonly width: number;
  /** ε: the smaller, the sharper the bend at 0. */
  readonly curvature: number;
}

/** For coordinates in pixels. Source: cinema/regression/landmark/train.py (arXiv:2506.00679). */
export const cinemaWing: WingConfig = { width: 10, curvature: 2 };

/**
 * Mean of w·ln(1 + |e| / ε) for errors |e| < w, and of |e| − C beyond, with C = w − w·ln(1 + w / ε) where both meet.
 * @param weights Over leading axes, 0 where a target is missing; see `weightedMean`.
 */
export function wingLoss(predicted: Tensor, target: Tensor, config: WingConfig = cinemaWing, weights?: Tensor): Tensor {
  const { width, curvature } = config;
  const error = abs(sub(predicted, target));
  const near = mul(log(add(mul(error, 1 / curvature), 1)), width);
  const offset = width - width * Math.log(1 + width / curvature);
  return weightedMean(where(less(error, width), near, sub(error, offset)), weights);
}
