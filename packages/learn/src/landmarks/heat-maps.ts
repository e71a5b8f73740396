/**
 * Landmarks as pictures that a network can be asked for: a Gaussian about each.
 *
 * Source: cinema/segmentation/landmark/dataset.py (arXiv:2506.00679), with heights of 1 at the landmark.
 */

import { isWithin, type PlanePoint, type PlaneSize } from "@cmrkit/cardiac/landmarks";
import { LearnError } from "../errors.ts";

export interface HeatMaps {
  /** (L, Y, X) in [0, 1], x fastest. */
  readonly maps: Float32Array;
  /** (L): 1 where a point was given, 0 where nobody marked it. Weights of losses on the maps. */
  readonly known: Float32Array;
  /** (L): 1 where the point lies in the image. Weights of losses on coordinates. */
  readonly inside: Float32Array;
}

/**
 * exp(−d² / 2σ²) at distance d from each point; points may lie between pixel centres.
 *
 * A point outside the image leaves the tail that reaches into it, mostly nothing: "not in this picture" is an answer to
 * learn, and `known` is 1. A point that nobody marked leaves an empty map whose `known` is 0.
 * @param sigmaPixels σ, at least a third of a pixel lest the map fall between pixel centres.
 * @throws {LearnError} `bad-config` for a smaller σ.
 */
export function gaussianHeatMaps(
  points: readonly (PlanePoint | undefined)[],
  size: PlaneSize,
  sigmaPixels: number,
): HeatMaps {
  if (!(sigmaPixels >= 1 / 3))
    throw new LearnError("bad-config", `heat maps need a σ of at least 1/3 pixel, not ${sigmaPixels}`);
  const ofPlane = size.X * size.Y;
  const maps = new Float32Array(points.length * ofPlane);
  points.forEach((point, l) => {
    if (point) drawGaussian(maps.subarray(l * ofPlane, (l + 1) * ofPlane), point, size, sigmaPixels);
  });
  return {
    maps,
    known: Float32Array.from(points, (point) => Number(point !== undefined)),
    inside: Float32Array.from(points, (point) => Number(point !== undefined && isWithin(point, size))),
  };
}

/** The product of a profile along x and one along y. */
function drawGaussian(map: Float32Array, [x, y]: PlanePoint, { X, Y }: PlaneSize, sigma: number): void {
  const profile = (centre: number, length: number) =>
    Float64Array.from({ length }, (_, at) => Math.exp(-((at - centre) ** 2) / (2 * sigma ** 2)));
  const alongX = profile(x, X);
  profile(y, Y).forEach((height, row) => {
    for (let column = 0; column < X; column++) map[row * X + column] = height * alongX[column]!;
  });
}
