/** The voxels that a network looks at. */

export interface WindowGrid {
  /** Pixels of a square window. */
  readonly size: number;
  /** Slices of a window of a stack, or null where the network takes slices one by one. */
  readonly slices: number | null;
  readonly pixelMm: number;
  /** Distance of slices, or null to leave them where they are. */
  readonly sliceMm: number | null;
  /** Pixels of the longer side of an image whose pixel size nobody knows. */
  readonly longSideWithoutSpacing: number;
  /** Intensities beyond these percentiles of an image are clipped to them. */
  readonly clipPercentiles: readonly [lower: number, upper: number];
  /** Where the network sees only the disc in the middle of each slice: its diameter, as a share of the shorter side. */
  readonly middleDisc?: number | undefined;
}

/** Of a window's voxels: Y, X or Z, Y, X. */
export function windowExtents({ size, slices }: WindowGrid): readonly number[] {
  return slices === null ? [size, size] : [slices, size, size];
}

/** Slices in a window: one where they are taken one by one. */
export function depthOf({ slices }: WindowGrid): number {
  return slices ?? 1;
}
