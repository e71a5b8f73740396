/** Uncompressed NIfTI bytes to volumes. Pure, without Node, so that a browser can inflate a file its own way and come here. */
import type { LabelVolume, Volume } from "../volume.ts";
import { frameTimesOf } from "./frame-times.ts";
import { placeGrid } from "./geometry.ts";
import { frameCountOf, type NiftiHeader } from "./header.ts";
import { parseNiftiHeader } from "./parse-header.ts";
import type { GeometrySource } from "./transform.ts";
import { storedVoxels, toIntensities, toLabels } from "./voxels.ts";
import type { NiftiWarning } from "./warnings.ts";

/** What a NIfTI file says about its image, beside the voxels. */
interface NiftiOrigin {
  /** As read: given to the writer, it puts an image of the same size exactly where this one was. */
  readonly header: NiftiHeader;
  readonly geometrySource: GeometrySource;
  readonly warnings: readonly NiftiWarning[];
}

export interface NiftiVolume extends NiftiOrigin {
  readonly volume: Volume;
}

export interface NiftiLabels extends NiftiOrigin {
  readonly labels: LabelVolume;
  /** As in `Volume`. */
  readonly frameTimesMs?: readonly number[];
}

export interface NiftiLimits {
  /** The most bytes of uncompressed file that may be held; 2³⁰ unless told otherwise, or 40 whole cines. */
  readonly maxBytes?: number;
}

export const DEFAULT_MAX_BYTES = 2 ** 30;

/**
 * Intensities (T, Z, Y, X) in LPS from an uncompressed NIfTI file.
 * @throws {NiftiError} one kind for each way in which header or voxels can be wrong.
 */
export function decodeNifti(bytes: Uint8Array, { maxBytes = DEFAULT_MAX_BYTES }: NiftiLimits = {}): NiftiVolume {
  const header = parseNiftiHeader(bytes);
  const { grid, geometrySource, warnings } = placeGrid(header);
  const data = toIntensities(storedVoxels(bytes, header, maxBytes), header);
  const volume = Object.freeze({ grid, frameCount: frameCountOf(header), data, ...timesOf(header) });
  return Object.freeze({ volume, header, geometrySource, warnings });
}

/**
 * Labels (T, Z, Y, X) in LPS from an uncompressed NIfTI file.
 * @throws {NiftiError} as `decodeNifti`, and `not-labels` when a voxel is no whole number in 0…255.
 */
export function decodeNiftiLabels(bytes: Uint8Array, { maxBytes = DEFAULT_MAX_BYTES }: NiftiLimits = {}): NiftiLabels {
  const header = parseNiftiHeader(bytes);
  const { grid, geometrySource, warnings } = placeGrid(header);
  const labels = toLabels(storedVoxels(bytes, header, maxBytes), header);
  const labelVolume = Object.freeze({ grid, frameCount: frameCountOf(header), labels });
  return Object.freeze({ labels: labelVolume, header, geometrySource, warnings, ...timesOf(header) });
}

function timesOf(header: NiftiHeader): { frameTimesMs?: readonly number[] } {
  const frameTimesMs = frameTimesOf(header);
  return frameTimesMs === undefined ? {} : { frameTimesMs };
}
