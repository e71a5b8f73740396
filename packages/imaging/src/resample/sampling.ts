/**
 * Which source voxels a position falls between: the conventions that every path of resampling shares.
 *
 * Positions are voxel indices with fractions; voxel n reaches from n - ½ to n + ½. Within the field of view, that is up
 * to half a voxel beyond the outermost centres, the outermost value holds; beyond it a position is outside. This is the
 * rule of ITK and of PyTorch with `align_corners=False`.
 */

export type Interpolation = "linear" | "nearest";

/**
 * A position this near to a voxel centre, in voxels, is that centre. Affines pass through float32 in files and through an
 * inverse here; without this a grid would not quite coincide with itself, and labels on an edge would flip.
 */
export const SNAP_VOXELS = 1e-4;

/** Marks a position outside the field of view in place of an index. */
export const OUTSIDE = -1;

/** For each target index along an axis: the value is source[lower] + weight · (source[upper] - source[lower]). */
export interface AxisSamples {
  /** `OUTSIDE` where the position lies outside the field of view. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float64Array;
}

/** Samples at the given positions along an axis of `extent` voxels. Between two centres, "nearest" takes the upper one. */
export function sampleAxis(positions: readonly number[], extent: number, method: Interpolation): AxisSamples {
  const count = positions.length;
  const samples = { lower: new Int32Array(count), upper: new Int32Array(count), weight: new Float64Array(count) };
  for (const [i, position] of positions.entries()) locate(position, extent, method, samples, i);
  return samples;
}

/** Writes the sample at one position to index `i` of `samples`: without an object for each, since it runs per voxel. */
export function locate(position: number, extent: number, method: Interpolation, samples: AxisSamples, i: number): void {
  const last = extent - 1;
  const isInside = position >= -0.5 - SNAP_VOXELS && position <= last + 0.5 + SNAP_VOXELS;
  if (!isInside) {
    samples.lower[i] = OUTSIDE;
    return;
  }
  const nearest = Math.min(last, Math.max(0, Math.floor(position + 0.5 + SNAP_VOXELS)));
  const isCentre = method === "nearest" || Math.abs(position - nearest) <= SNAP_VOXELS;
  const within = isCentre ? nearest : Math.min(last, Math.max(0, position));
  const lower = Math.floor(within);
  samples.lower[i] = lower;
  samples.upper[i] = Math.min(last, lower + 1);
  samples.weight[i] = within - lower;
}
