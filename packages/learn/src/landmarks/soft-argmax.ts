/** Where a heat map peaks, between pixels too. */

import type { PlanePoint, PlaneSize } from "@cmrkit/cardiac/landmarks";
import { LearnError } from "../errors.ts";

/** Source: `heatmap_soft_argmax` of cinema/metric.py (arXiv:2506.00679), which then cuts the point to whole pixels. */
export const CINEMA_BETA = 1000;

/**
 * The mean of all pixel centres, each weighted by exp(β·height): Luvizon et al. 2019, arXiv:1710.02322 §3.1. At β = 1000
 * it is the highest pixel, and the middle of pixels that are equal to a thousandth; a smaller β looks at more of the map.
 * Two equal peaks far apart give the middle between them: see the confidence of `readLandmarks`.
 *
 * @param map (Y, X), heights in [0, 1].
 * @throws {LearnError} `diverged` when a height is not finite.
 */
export function softArgmax(map: Float32Array, { X }: PlaneSize, beta = CINEMA_BETA): PlanePoint {
  const top = map.reduce((highest, height) => Math.max(highest, height), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(top))
    throw new LearnError("diverged", `a heat map holds ${top}, which no peak can be told from`);
  let [total, sumX, sumY] = [0, 0, 0];
  map.forEach((height, at) => {
    const weight = Math.exp(beta * (height - top));
    total += weight;
    sumX += weight * (at % X);
    sumY += weight * Math.floor(at / X);
  });
  return [sumX / total, sumY / total];
}
