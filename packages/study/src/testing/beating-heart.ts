/** A heart of concentric discs whose volumes are known: the subject of this package's tests. */
import { fromColumns, type Grid, type LabelVolume, makeGrid, type Volume, voxelsPerFrame } from "@cmrkit/imaging";

/** 1.5 × 1.5 × 10 mm, oblique, 64 × 56 × 6. */
export const testGrid: Grid = makeGrid(
  [64, 56, 6],
  fromColumns("ijk", "lps", {
    iAxis: [1.2, 0.9, 0],
    jAxis: [-0.72, 0.96, -0.9],
    kAxis: [-3.6, 4.8, 8],
    origin: [-20, -60, 30],
  }),
);

/** Radius of the left cavity in voxels, frame by frame; the largest is frame 1, the smallest frame 4. */
const cavityRadii: readonly number[] = [12, 13, 11, 9, 7, 8, 10];

/** Labels of a left ventricle in a wall of four voxels, with a right ventricle beside it, in slices 1 to 4. */
export function beatingLabels(radii: readonly number[] = cavityRadii, grid: Grid = testGrid): LabelVolume {
  return labelsOf(radii, grid, () => 0);
}

/** The same with a cavity that loses one voxel of radius from slice to slice: it has an apex. */
export function taperedLabels(radii: readonly number[] = cavityRadii, grid: Grid = testGrid): LabelVolume {
  return labelsOf(radii, grid, (k) => k - 1);
}

function labelsOf(radii: readonly number[], grid: Grid, lossAt: (k: number) => number): LabelVolume {
  const [X, Y, Z] = grid.size;
  const labels = new Uint8Array(radii.length * voxelsPerFrame(grid));
  let at = 0;
  for (const radius of radii) {
    for (let k = 0; k < Z; k++) {
      for (let j = 0; j < Y; j++) {
        for (let i = 0; i < X; i++) labels[at++] = k < 1 || k > Z - 2 ? 0 : labelAt(i - 38, j - 28, radius - lossAt(k));
      }
    }
  }
  return Object.freeze({ grid, frameCount: radii.length, labels });
}

/** A picture of labels: bright blood, grey muscle, dark lung, with a faint even texture. */
export function pictureOf({ grid, frameCount, labels }: LabelVolume): Volume {
  const grey = [40, 400, 120, 420];
  const data = Float32Array.from(labels, (label, n) => grey[label]! + ((n * 2654435761) % 17));
  const frameTimesMs = Object.freeze(Array.from({ length: frameCount }, (_, t) => 40 * t));
  return Object.freeze({ grid, frameCount, data, frameTimesMs });
}

function labelAt(x: number, y: number, radius: number): number {
  const distance = Math.hypot(x, y);
  if (distance < radius) return 3;
  if (distance < radius + 4) return 2;
  return Math.hypot(x + 17, y) < radius + 3 && x < 0 ? 1 : 0;
}
