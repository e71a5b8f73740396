/** Coordinates of landmarks in pixels, (B, 2·L) as x1, y1, x2, y2 …, from what a network gives. */
import { constant, matMul, mul, reshape, softmax, type Tensor } from "@cmrkit/graph";
import { float32, ShapeError, showShape } from "@cmrkit/tensor";

/** How the axes of images run: X, Y in CineMA's models, Y, X in vision transformers. */
export type PlaneAxes = "XY" | "YX";

/**
 * Fractions of the image, as a head of 2·L outputs learns them most easily, in pixels.
 * Source: `get_coords_from_batch` of cinema/regression/landmark/train.py (arXiv:2506.00679).
 *
 * @param fractions (B, 2·L), of the extents X and Y in turn.
 * @throws {ShapeError} for an odd number of outputs.
 */
export function pixelCoordinates(fractions: Tensor, X: number, Y: number): Tensor {
  const n = fractions.shape[1]!;
  if (n % 2 !== 0) throw new ShapeError(`coordinates need two outputs a landmark, got ${showShape(fractions.shape)}`);
  const extents = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? X : Y));
  return mul(fractions, constant(float32([1, n], extents)));
}

/**
 * The mean of all pixel centres, each weighted by exp(β·height): a peak that gradients pass. At CineMA's β of 1000 they
 * hardly do, which then serves for reading only.
 *
 * Source: Luvizon et al. 2019, arXiv:1710.02322 §3.1.
 * @param heatMaps (B, L, X, Y) or (B, L, Y, X), heights in [0, 1].
 */
export function softArgmaxCoordinates(heatMaps: Tensor, axes: PlaneAxes, beta: number): Tensor {
  const [B, L, first, second] = heatMaps.shape as readonly [number, number, number, number];
  const weights = softmax(mul(reshape(heatMaps, [B, L, first * second]), beta));
  const centres = Array.from({ length: first * second }, (_, at) => {
    const [a, b] = [Math.floor(at / second), at % second];
    return axes === "XY" ? [a, b] : [b, a];
  });
  return reshape(matMul(weights, constant(float32([first * second, 2], centres.flat()))), [B, 2 * L]);
}
