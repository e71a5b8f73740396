/** Images from one grid to another. */
import { compose, invert } from "../affine.ts";
import { assertWholeVolume, type Grid, type LabelVolume, type Volume } from "../volume.ts";
import { isAlongAxes, resampleAlongAxes } from "./along-axes.ts";
import { resampleAnywhere } from "./anywhere.ts";
import type { ResampleJob, Voxels } from "./job.ts";
import type { Interpolation } from "./sampling.ts";

/**
 * The volume on another grid, frame by frame, (T, Z, Y, X) in and out. Onto its own grid it is unchanged to the last bit.
 * Linear interpolation does not smooth first: shrinking by more than two loses detail to aliasing.
 * @param outside intensity of voxels whose centre lies outside the field of view, half a voxel beyond the outermost
 *   centres; within that margin the outermost value holds.
 * @throws {GridError} `data-size` when voxels and grid do not match.
 */
export function resample(volume: Volume, grid: Grid, method: Interpolation, outside: number): Volume {
  assertWholeVolume(volume);
  const shape = { from: volume.grid, to: grid, frameCount: volume.frameCount };
  const data = resampleVoxels(volume.data, shape, { method, outside, allocate: (length) => new Float32Array(length) });
  return Object.freeze({ ...volume, grid, data });
}

/**
 * Labels on another grid, each voxel taking the nearest one's; halfway between two, the one of higher index. Onto a finer
 * grid with the same field of view and whole-number ratios, and back, they are unchanged.
 * @param outside label of voxels whose centre lies outside the field of view.
 * @throws {GridError} `data-size` when labels and grid do not match.
 */
export function resampleLabels(volume: LabelVolume, grid: Grid, outside = 0): LabelVolume {
  assertWholeVolume(volume);
  const shape = { from: volume.grid, to: grid, frameCount: volume.frameCount };
  const allocate = (length: number) => new Uint8Array(length);
  const labels = resampleVoxels(volume.labels, shape, { method: "nearest", outside, allocate });
  return Object.freeze({ grid, frameCount: volume.frameCount, labels });
}

interface ResampleShape {
  readonly from: Grid;
  readonly to: Grid;
  readonly frameCount: number;
}

/** Voxels (T, Z, Y, X) of one grid on another, along the axes where that is all it takes. */
export function resampleVoxels<A extends Voxels>(
  source: A,
  { from, to, frameCount }: ResampleShape,
  how: Pick<ResampleJob<A>, "method" | "outside" | "allocate">,
): A {
  const targetToSource = compose(invert(from.ijkToLps), to.ijkToLps);
  const job = { ...how, source, frameCount, sourceSize: from.size, targetSize: to.size, targetToSource };
  return isAlongAxes(targetToSource, to.size) ? resampleAlongAxes(job) : resampleAnywhere(job);
}
