/** Affine maps between named coordinate frames, as 4×4 row-major matrices whose last row is 0 0 0 1. */

/** Coordinate frames: voxel indices, DICOM patient space (mm, LPS), NIfTI world space (mm, RAS). */
export type Frame = "ijk" | "lps" | "ras";

export type Vector3 = readonly [number, number, number];

/** A map read from → to, so that two maps compose only where their frames meet. */
export interface Affine<From extends Frame, To extends Frame> {
  readonly from: From;
  readonly to: To;
  /** 16 numbers, row major. */
  readonly matrix: readonly number[];
}
