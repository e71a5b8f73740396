/**
 * Images on a regular grid in patient space.
 *
 * One storage order everywhere: x fastest, then y, then z, then the cardiac frame, so voxel (i, j, k) of frame t is
 * `data[((t · Z + k) · Y + j) · X + i]`. It is the order of a NIfTI file, and of a DICOM frame with i along a row.
 */
import type { Affine } from "./affine.ts";

/** Where voxels lie: how many along i, j, k, and the map of voxel indices to millimetres in LPS. */
export interface Grid {
  /** Extent along i, j, k. */
  readonly size: readonly [number, number, number];
  /** Voxel index (centre of the voxel) → patient coordinates in mm; +x left, +y posterior, +z superior (DICOM). */
  readonly ijkToLps: Affine<"ijk", "lps">;
}

/** Intensities on a grid over the cardiac cycle; a still image has one frame. */
export interface Volume {
  readonly grid: Grid;
  readonly frameCount: number;
  /** (T, Z, Y, X), x fastest. */
  readonly data: Float32Array;
  /** Trigger time of each frame in ms from the R wave, or absent when the source does not say. */
  readonly frameTimesMs?: readonly number[];
}

/** Labels on a grid over the cardiac cycle. 0 is background. */
export interface LabelVolume {
  readonly grid: Grid;
  readonly frameCount: number;
  /** (T, Z, Y, X), x fastest. */
  readonly labels: Uint8Array;
}

/** How many voxels one frame has. */
export function voxelsPerFrame(grid: Grid): number {
  return grid.size[0] * grid.size[1] * grid.size[2];
}
