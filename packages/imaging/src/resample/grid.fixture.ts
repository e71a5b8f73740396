/** Grids and images to try resampling on. */
import { type AffineColumns, affine, compose, fromColumns } from "../affine.ts";
import { type Extent, makeGrid } from "../geometry-grid.ts";
import type { Grid, LabelVolume, Volume } from "../volume.ts";
import { voxelsPerFrame } from "../volume.ts";

/** A turn about an axis that is none of the patient's, by an angle that is no round number: rows are orthonormal. */
const turn = rotationAbout([2 / 7, 3 / 7, 6 / 7], 0.7);

/** An upright grid: `spacing` mm, negative to run against the patient's axis. */
export function uprightGrid(size: Extent, spacing: Extent, origin: Extent = [-31, 17, 5]): Grid {
  const columns: AffineColumns = {
    iAxis: [spacing[0], 0, 0],
    jAxis: [0, spacing[1], 0],
    kAxis: [0, 0, spacing[2]],
    origin,
  };
  return makeGrid(size, fromColumns("ijk", "lps", columns));
}

/** The same grid, turned with the patient's axes as a short-axis stack is. */
export function oblique({ size, ijkToLps }: Grid): Grid {
  return makeGrid(size, compose(turn, ijkToLps));
}

/** Labels 0…3 in no order, from a seed. */
export function mixedLabels(grid: Grid, frameCount: number, seed: number): LabelVolume {
  const next = scrambled(seed);
  return { grid, frameCount, labels: Uint8Array.from({ length: frameCount * voxelsPerFrame(grid) }, () => next() % 4) };
}

/** Intensities in no order, from a seed. */
export function mixedVolume(grid: Grid, frameCount: number, seed: number): Volume {
  const next = scrambled(seed);
  const data = Float32Array.from({ length: frameCount * voxelsPerFrame(grid) }, () => (next() % 20_000) / 7 - 900);
  return { grid, frameCount, data };
}

/** A linear congruential generator (Numerical Recipes), its high bits. */
function scrambled(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

/** Rodrigues' formula. */
function rotationAbout([x, y, z]: readonly [number, number, number], radians: number) {
  const [c, s] = [Math.cos(radians), Math.sin(radians)];
  const v = 1 - c;
  return affine("lps", "lps", [
    ...[c + x * x * v, x * y * v - z * s, x * z * v + y * s, 0],
    ...[y * x * v + z * s, c + y * y * v, y * z * v - x * s, 0],
    ...[z * x * v - y * s, z * y * v + x * s, c + z * z * v, 0],
    ...[0, 0, 0, 1],
  ]);
}
