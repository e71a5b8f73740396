/**
 * What a model of landmark coordinates minimises: the wing loss of where each landmark is, and of where it is as seen
 * from the others, which keeps their figure.
 *
 * Source: `landmark_regression_loss` of cinema/regression/landmark/train.py (arXiv:2506.00679), for any number of
 * landmarks instead of three.
 */
import { add, constant, matMul, reduceMin, reshape, type Tensor } from "@cmrkit/graph";
import { float32, ShapeError, sameShape, showShape } from "@cmrkit/tensor";
import { cinemaWing, type WingConfig, wingLoss } from "./wing.ts";

export interface LandmarkCoordinateLossOptions {
  readonly wing?: WingConfig;
  /** (B, L), 1 where a landmark is known and 0 where not; all known by default. */
  readonly present?: Tensor;
}

/**
 * Wing loss of coordinates plus wing loss of relative positions. The second needs all landmarks of a sample: where one is
 * missing, the sample counts in the first only.
 *
 * @param predicted (B, 2·L) as x1, y1, x2, y2 … in pixels: the loss bends at 10 of them.
 * @param target Of the same shape; anything finite for a landmark that is not present.
 * @throws {ShapeError} when shapes differ, are not of two or more points, or `present` is not (B, L).
 */
export function landmarkCoordinateLoss(
  predicted: Tensor,
  target: Tensor,
  { wing = cinemaWing, present }: LandmarkCoordinateLossOptions = {},
): Tensor {
  const L = landmarkCount(predicted, target);
  const points = (x: Tensor) => reshape(x, [-1, L, 2]);
  const all = present && reduceMin(present, { axes: [1] });
  return add(
    wingLoss(points(predicted), points(target), wing, present),
    wingLoss(relativePositions(predicted), relativePositions(target), wing, all),
  );
}

/** Each landmark minus the mean of the others: (B, 2·L) → (B, 2·L). */
export function relativePositions(coordinates: Tensor): Tensor {
  const n = coordinates.shape[1]!;
  const share = 1 / (n / 2 - 1);
  const entry = (row: number, column: number) => (row === column ? 1 : row % 2 === column % 2 ? -share : 0);
  const entries = Array.from({ length: n * n }, (_, i) => entry(Math.floor(i / n), i % n));
  return matMul(coordinates, constant(float32([n, n], entries)));
}

function landmarkCount(predicted: Tensor, target: Tensor): number {
  const [, n] = predicted.shape;
  const fits = predicted.shape.length === 2 && sameShape(predicted.shape, target.shape) && n! >= 4 && n! % 2 === 0;
  if (fits) return n! / 2;
  throw new ShapeError(
    `coordinates must be (B, 2·L) of two landmarks or more, as their targets; got ${showShape(predicted.shape)} and ${showShape(target.shape)}`,
  );
}
