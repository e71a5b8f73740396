/** Means over the targets that are there: one that nobody gave weighs nothing. */
import { div, equal, mul, reduceMean, reduceSum, reshape, type Tensor, where } from "@cmrkit/graph";
import { type Shape, ShapeError, sameShape, showShape } from "@cmrkit/tensor";

/**
 * Σ w·v / Σ w; 0 where all weights are 0, so that a batch without any target moves nothing.
 *
 * @param values (…), such as (B, C, X, Y).
 * @param weights One for each place along the leading axes, such as (B, C); the axes behind count alike. All 1 by default.
 *   A value of weight 0 must be finite all the same: feed 0 for a missing target, never NaN.
 * @throws {ShapeError} when the axes of the weights do not lead those of the values.
 */
export function weightedMean(values: Tensor, weights?: Tensor): Tensor {
  if (!weights) return reduceMean(values);
  assertLeading(weights, values.shape);
  const inner = values.shape.map((_, axis) => axis).slice(weights.shape.length);
  const ofPlaces = reduceMean(values, { axes: inner });
  return ratioOrZero(reduceSum(mul(ofPlaces, weights)), reduceSum(weights));
}

/** sum / total; 0 where nothing was summed. */
export function ratioOrZero(sum: Tensor, total: Tensor): Tensor {
  return div(sum, where(equal(total, 0), 1, total));
}

/**
 * Weights (B), (B, C) … of values (B, C, …) with axes of extent 1 behind, ready to multiply.
 * @throws {ShapeError} when their axes do not lead those of the values.
 */
export function overTrailing(weights: Tensor, shape: Shape): Tensor {
  assertLeading(weights, shape);
  return reshape(weights, [...weights.shape, ...shape.slice(weights.shape.length).map(() => 1)]);
}

function assertLeading(weights: Tensor, shape: Shape): void {
  if (!sameShape(weights.shape, shape.slice(0, weights.shape.length)))
    throw new ShapeError(`weights ${showShape(weights.shape)} must have the leading axes of ${showShape(shape)}`);
}
