/**
 * Points that go with their image through augmentation: a window is cut by an affine map, and its landmarks by the same.
 * The names of landmarks are of the anatomy, so that a mirrored picture keeps them: the septum stays the septum.
 */

import type { PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { WindowTransform } from "@cmrkit/study";

/** A point of the slice, (i, j) in native pixels, as (x, y) in the pixels of a window of size × size. */
export function pointInWindow(transform: WindowTransform, size: number, [i, j]: PlanePoint): PlanePoint {
  const { centreI, centreJ, a, b, c, d } = transform;
  const determinant = a * d - b * c;
  const [di, dj] = [i - centreI, j - centreJ];
  const half = (size - 1) / 2;
  return [half + (d * di - b * dj) / determinant, half + (a * dj - c * di) / determinant];
}

/** The way back: a point of a window as one of the slice it was cut from. */
export function pointInSlice(transform: WindowTransform, size: number, [x, y]: PlanePoint): PlanePoint {
  const { centreI, centreJ, a, b, c, d } = transform;
  const half = (size - 1) / 2;
  const [u, v] = [x - half, y - half];
  return [centreI + a * u + b * v, centreJ + c * u + d * v];
}
