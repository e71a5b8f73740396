/** Landmarks out of predicted heat maps. */
import { distance, type PlanePoint, type PlaneSize } from "@cmrkit/cardiac/landmarks";
import { CINEMA_BETA, softArgmax } from "./soft-argmax.ts";

export interface ReadLandmark {
  readonly point: PlanePoint;
  /**
   * In [0, 1]: how high the map is, times how much of it is about the point. It falls for a flat map, for a low one and
   * for one of several peaks. No probability: thresholds are to be found on validation data.
   */
  readonly confidence: number;
}

export interface ReadingOptions {
  /** Of `softArgmax`. */
  readonly beta?: number;
  /** What is about the point: three to five times the σ of the maps learnt from. */
  readonly radiusPixels?: number;
}

/**
 * One landmark from each map; it always has a point, which means nothing where the confidence is near 0.
 * @param maps (L, Y, X) probabilities.
 * @throws {LearnError} `diverged` when a height is not finite.
 */
export function readLandmarks(
  maps: Float32Array,
  size: PlaneSize,
  { beta = CINEMA_BETA, radiusPixels = 5 }: ReadingOptions = {},
): ReadLandmark[] {
  const ofPlane = size.X * size.Y;
  return Array.from({ length: maps.length / ofPlane }, (_, l) => {
    const map = maps.subarray(l * ofPlane, (l + 1) * ofPlane);
    const point = softArgmax(map, size, beta);
    return { point, confidence: confidence(map, size, point, radiusPixels) };
  });
}

/** Highest value × Σ p² within the radius / Σ p². Squares, so that a faint glow over the whole image does not count. */
function confidence(map: Float32Array, { X }: PlaneSize, point: PlanePoint, radiusPixels: number): number {
  let [near, all, top] = [0, 0, 0];
  map.forEach((height, at) => {
    const isNear = distance(point, [at % X, Math.floor(at / X)]) <= radiusPixels;
    all += height ** 2;
    if (!isNear) return;
    near += height ** 2;
    top = Math.max(top, height);
  });
  return all === 0 ? 0 : (top * near) / all;
}
