/** Grids: made, compared, cut and extended by whole voxels, and resampled within their slices' planes. */
import { type Affine, applyToPoint, columnsOf, fromColumns, isSingular, spacingMm } from "./affine.ts";
import { GeometryError, GridError } from "./errors.ts";
import type { Vector3 } from "./geometry-vector.ts";
import { length, scale, subtract } from "./geometry-vector.ts";
import type { Grid } from "./volume.ts";

/** One whole number for each of i, j, k. */
export type Extent = readonly [number, number, number];

/**
 * A grid, checked and frozen.
 * @throws {GridError} `bad-size` unless every extent is a whole number of at least 1.
 * @throws {GeometryError} `singular-affine` when its voxels would have no volume.
 */
export function makeGrid(size: Extent, ijkToLps: Affine<"ijk", "lps">): Grid {
  if (!size.every((extent) => Number.isSafeInteger(extent) && extent >= 1)) {
    throw new GridError("bad-size", `a grid needs at least one voxel along each axis, got ${size.join(" × ")}`, {
      size,
    });
  }
  if (isSingular(ijkToLps)) {
    throw new GeometryError("singular-affine", `voxels would have no volume: ${ijkToLps.matrix.join(" ")}`);
  }
  return Object.freeze({ size: Object.freeze([...size] as const), ijkToLps });
}

/**
 * How far two grids may part and still be one, as a fraction of the smallest voxel spacing. NIfTI keeps affines in
 * float32: a voxel 300 mm from the origin is then off by up to 5e-5 mm.
 */
const SAME_GRID_FRACTION = 1e-3;

/** Whether two grids have the same voxels: equal size, and the corners in the same places. */
export function isSameGrid(a: Grid, b: Grid): boolean {
  if (a.size.some((extent, axis) => extent !== b.size[axis])) return false;
  const toleranceMm = SAME_GRID_FRACTION * Math.min(...spacingMm(a.ijkToLps));
  return largestShiftMm(a, b) <= toleranceMm;
}

/** @throws {GridError} `grids-differ` unless both grids have the same voxels; `what` names the pair in the message. */
export function assertSameGrid(a: Grid, b: Grid, what: string): void {
  if (isSameGrid(a, b)) return;
  throw new GridError("grids-differ", `${what} lie on different grids: ${difference(a, b)}`);
}

/** The first way in which they part: number of voxels, their size, their place. */
function difference(a: Grid, b: Grid): string {
  const [sizes, spacings] = [[a, b].map(({ size }) => size.join(" × ")), [a, b].map(spacingText)];
  if (sizes[0] !== sizes[1]) return `${sizes.join(" and ")} voxels`;
  if (spacings[0] !== spacings[1]) return `voxels of ${spacings.join(" and ")} mm`;
  return `equal voxels, up to ${largestShiftMm(a, b).toFixed(2)} mm apart`;
}

function spacingText({ ijkToLps }: Grid): string {
  return spacingMm(ijkToLps)
    .map((mm) => mm.toFixed(3))
    .join(" × ");
}

/** Between the places of one corner, of grids of one size. */
function largestShiftMm(a: Grid, b: Grid): number {
  const shiftMm = (corner: Vector3) =>
    length(subtract(applyToPoint(a.ijkToLps, corner), applyToPoint(b.ijkToLps, corner)));
  return Math.max(...cornersOf(a.size).map(shiftMm));
}

/**
 * The window of a grid that starts at voxel `start` and has `size` voxels; every voxel stays where it is in the patient.
 * @throws {GridError} `bad-window` when the window is empty, fractional or leaves the grid.
 */
export function cropGrid(grid: Grid, start: Extent, size: Extent): Grid {
  const isInside = start.every((s, axis) => s >= 0 && size[axis]! >= 1 && s + size[axis]! <= grid.size[axis]!);
  if (!isInside || ![...start, ...size].every(Number.isInteger)) {
    const window = `${size.join(" × ")} voxels from (${start.join(", ")})`;
    throw new GridError("bad-window", `${window} is no window of a grid of ${grid.size.join(" × ")}`, { start, size });
  }
  return shiftedGrid(grid, start, size);
}

/**
 * A grid with whole voxels added before the first and after the last along each axis; the old voxels stay where they are.
 * @throws {GridError} `bad-window` when a count is negative or fractional.
 */
export function padGrid(grid: Grid, before: Extent, after: Extent): Grid {
  if (![...before, ...after].every((count) => Number.isInteger(count) && count >= 0)) {
    const counts = `(${before.join(", ")}) before and (${after.join(", ")}) after`;
    throw new GridError("bad-window", `padding takes whole counts of voxels, got ${counts}`, { before, after });
  }
  const [I, J, K] = grid.size;
  const size: Extent = [I + before[0] + after[0], J + before[1] + after[1], K + before[2] + after[2]];
  return shiftedGrid(grid, [-before[0], -before[1], -before[2]], size);
}

/**
 * The grid with square pixels of `spacing` mm in the same slices, over the same field of view.
 *
 * A field of view reaches half a voxel beyond the outermost centres: extent × spacing mm. Both grids share its centre,
 * and the new one has the fewest pixels that cover it, so it reaches past each old edge by less than half a new pixel and
 * every new centre lies inside the old field of view. (Aligning the first centres instead, as `Resize` with
 * `align_corners` does, would shift or stretch the image.)
 * @throws {GridError} `bad-spacing` unless `spacing` is a positive finite number.
 */
export function inPlaneGrid(grid: Grid, spacing: number): Grid {
  if (!(spacing > 0 && Number.isFinite(spacing))) {
    throw new GridError("bad-spacing", `in-plane spacing must be a positive number of mm, got ${spacing}`);
  }
  const [spacingI, spacingJ] = spacingMm(grid.ijkToLps);
  const { iAxis, jAxis, kAxis } = columnsOf(grid.ijkToLps);
  const [I, J, K] = grid.size;
  const newI = pixelsCovering(I * spacingI, spacing);
  const newJ = pixelsCovering(J * spacingJ, spacing);
  const firstCentre: Vector3 = [
    firstCentreIndex(I, newI, spacing / spacingI),
    firstCentreIndex(J, newJ, spacing / spacingJ),
    0,
  ];
  const ijkToLps = fromColumns("ijk", "lps", {
    iAxis: scale(iAxis, spacing / spacingI),
    jAxis: scale(jAxis, spacing / spacingJ),
    kAxis,
    origin: applyToPoint(grid.ijkToLps, firstCentre),
  });
  return makeGrid([newI, newJ, K], ijkToLps);
}

/** Spacings come from float32 files: 320 mm over 1.25 mm must be 256 pixels, not 257. */
const COVER_TOLERANCE = 1e-4;

function pixelsCovering(extentMm: number, spacing: number): number {
  return Math.max(1, Math.ceil(extentMm / spacing - COVER_TOLERANCE));
}

/** Where, in old indices, the first of `newCount` centres lies when both rows of voxels have the same middle. */
function firstCentreIndex(oldCount: number, newCount: number, step: number): number {
  return (oldCount - 1) / 2 - ((newCount - 1) / 2) * step;
}

function shiftedGrid(grid: Grid, start: Vector3, size: Extent): Grid {
  const origin = applyToPoint(grid.ijkToLps, start);
  return makeGrid(size, fromColumns("ijk", "lps", { ...columnsOf(grid.ijkToLps), origin }));
}

function cornersOf([I, J, K]: Extent): Vector3[] {
  const ends = (extent: number) => [0, extent - 1];
  return ends(I).flatMap((i) => ends(J).flatMap((j) => ends(K).map((k): Vector3 => [i, j, k])));
}
