/** Brings images of all sources to one pixel size and one range of intensities before pre-training. */

export interface PreprocessSettings {
  /**
   * Distance of voxel centres that images are resampled to: in the plane, and between slices or null to leave slices
   * where they are. Images of one slice, and images of unknown spacing, keep their slices.
   */
  readonly spacingMm: { readonly z: number | null; readonly yx: number };
  /** Pixels of the longer side of images whose spacing is not known; their aspect ratio stays as it is. */
  readonly longSideWithoutSpacing: number;
  /** Intensities below the first and above the second percentile of the whole cine are clipped to it. */
  readonly clipPercentiles: readonly [lower: number, upper: number];
}
