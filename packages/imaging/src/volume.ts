/**
 * Images on a regular grid in patient space.
 *
 * One storage order everywhere: x fastest, then y, then z, then the cardiac frame, so voxel (i, j, k) of frame t is
 * `data[((t · Z + k) · Y + j) · X + i]`. It is the order of a NIfTI file, and of a DICOM frame with i along a row.
 */
import type { Affine } from "./affine.ts";
import { GridError } from "./errors.ts";

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

/**
 * One cardiac frame as a volume of its own; its voxels are a view, not a copy.
 * @throws {GridError} `bad-window` when there is no such frame.
 */
export function frameOf(volume: Volume, frameIndex: number): Volume {
  const [start, end] = frameBounds(volume, frameIndex);
  const timeMs = volume.frameTimesMs?.[frameIndex];
  const frame = { grid: volume.grid, frameCount: 1, data: volume.data.subarray(start, end) };
  return Object.freeze(timeMs === undefined ? frame : { ...frame, frameTimesMs: Object.freeze([timeMs]) });
}

/**
 * The labels of one cardiac frame as a volume of their own; they are a view, not a copy.
 * @throws {GridError} `bad-window` when there is no such frame.
 */
export function labelFrameOf(volume: LabelVolume, frameIndex: number): LabelVolume {
  const [start, end] = frameBounds(volume, frameIndex);
  return Object.freeze({ grid: volume.grid, frameCount: 1, labels: volume.labels.subarray(start, end) });
}

/**
 * Checks that an image holds frames × voxels values, and a time for each frame where it has times.
 * @throws {GridError} `data-size`, or `bad-value` when there is no whole, positive number of frames.
 */
export function assertWholeVolume(image: Volume | LabelVolume): void {
  const { grid, frameCount } = image;
  if (!Number.isInteger(frameCount) || frameCount < 1) {
    throw new GridError("bad-value", `a volume needs a whole number of frames, at least 1; got ${frameCount}`);
  }
  const valueCount = "data" in image ? image.data.length : image.labels.length;
  const expected = frameCount * voxelsPerFrame(grid);
  if (valueCount !== expected) {
    const size = grid.size.join(" × ");
    throw new GridError("data-size", `${frameCount} frames of ${size} need ${expected} values, got ${valueCount}`);
  }
  if ("data" in image && image.frameTimesMs && image.frameTimesMs.length !== frameCount) {
    throw new GridError("data-size", `${frameCount} frames need as many times, got ${image.frameTimesMs.length}`);
  }
}

function frameBounds({ grid, frameCount }: Volume | LabelVolume, frameIndex: number): [start: number, end: number] {
  if (!Number.isInteger(frameIndex) || frameIndex < 0 || frameIndex >= frameCount) {
    throw new GridError("bad-window", `no frame ${frameIndex}: frames run from 0 to ${frameCount - 1}`);
  }
  const voxels = voxelsPerFrame(grid);
  return [frameIndex * voxels, (frameIndex + 1) * voxels];
}
