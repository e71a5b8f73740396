/**
 * The KoLeo regulariser: features of a batch are to keep away from their nearest neighbours, and so to fill the sphere.
 *
 * Source: Sablayrolles et al. 2019, arXiv:1806.03198 §3.2; in self-distillation, Oquab et al. 2023, arXiv:2304.07193 §4.
 */
import {
  add,
  constant,
  log,
  matMul,
  mul,
  neg,
  reduceMax,
  reduceMean,
  sqrt,
  sub,
  type Tensor,
  transpose,
} from "@cmrkit/graph";
import { float32, ShapeError, showShape } from "@cmrkit/tensor";
import { l2Normalised } from "../layers/l2-normalisation.ts";

/** Keeps the logarithm of two equal features finite. */
const SMALLEST_SQUARE = 1e-8;

/**
 * Minus the mean logarithm of the distance from each feature's direction to the nearest other's, in its own group.
 * @param features (B, G, E): G groups that are not compared, such as the crops of an image.
 * @throws {ShapeError} for fewer than two samples: there is no neighbour.
 */
export function koleo(features: Tensor): Tensor {
  const [B, G] = features.shape as readonly [number, number, number];
  if (features.shape.length !== 3 || B < 2)
    throw new ShapeError(`KoLeo compares two features (B, G, E) or more; got ${showShape(features.shape)}`);
  const directions = transpose(l2Normalised(features), [1, 0, 2]);
  const cosines = matMul(directions, directions, { transB: true }); // (G, B, B)
  const nearest = reduceMax(sub(cosines, itself(G, B)), { axes: [-1] });
  const distance = sqrt(add(sub(2, mul(nearest, 2)), SMALLEST_SQUARE));
  return neg(reduceMean(log(distance)));
}

/** (G, B, B): on the diagonals more than two cosines can differ. */
function itself(G: number, B: number): Tensor {
  const values = Array.from({ length: G * B * B }, (_, i) => (Math.floor(i / B) % B === i % B ? 3 : 0));
  return constant(float32([G, B, B], values));
}
