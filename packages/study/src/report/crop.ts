/** The part of the picture that shows the heart, the same in every slice and frame so that pictures compare. */
import { type LabelVolume, spacingMm, voxelsPerFrame } from "@cmrkit/imaging";

/** Voxels of a slice from (i0, j0), inclusive, over width × height. */
export interface Crop {
  readonly i0: number;
  readonly j0: number;
  readonly width: number;
  readonly height: number;
}

/** What a reader needs around the heart to find their way. */
const MARGIN_MM = 14;

/** The smallest window that holds every label of the frames, and a margin, within the picture. */
export function cropAroundLabels({ grid, labels }: LabelVolume, frames: readonly number[]): Crop {
  const [X, Y] = grid.size;
  const size = voxelsPerFrame(grid);
  let [left, right, top, bottom] = [X, -1, Y, -1];
  for (const frame of frames) {
    for (let at = 0; at < size; at++) {
      if (labels[frame * size + at] === 0) continue;
      const i = at % X;
      const j = Math.floor(at / X) % Y;
      left = Math.min(left, i);
      right = Math.max(right, i);
      top = Math.min(top, j);
      bottom = Math.max(bottom, j);
    }
  }
  if (right < 0) return { i0: 0, j0: 0, width: X, height: Y };
  const [di, dj] = spacingMm(grid.ijkToLps);
  const [marginI, marginJ] = [Math.ceil(MARGIN_MM / di), Math.ceil(MARGIN_MM / dj)];
  const i0 = Math.max(0, left - marginI);
  const j0 = Math.max(0, top - marginJ);
  return { i0, j0, width: Math.min(X, right + marginI + 1) - i0, height: Math.min(Y, bottom + marginJ + 1) - j0 };
}
