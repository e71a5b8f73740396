/** Volumes to NIfTI files: little-endian, unscaled, reproducible byte for byte. */
import { NiftiError } from "../errors.ts";
import { assertWholeVolume, type LabelVolume, type Volume } from "../volume.ts";
import { littleEndianBytes } from "./byte-order.ts";
import { carriedGeometry, type PlacedImage } from "./carried-geometry.ts";
import type { NiftiDatatype } from "./datatype.ts";
import { encodeHeader } from "./encode-header.ts";
import { withFrameTimes } from "./frame-times.ts";
import { geometryOfGrid } from "./geometry.ts";
import { deflated } from "./gzip.ts";
import type { NiftiHeader, NiftiVersion } from "./header.ts";

export interface NiftiWriteOptions {
  /**
   * Header of the file that the image came from. Its transforms, codes, spacings and time axis are written again
   * unchanged, so that viewers lay the two files over each other exactly.
   */
  readonly like?: NiftiHeader;
  /** That of `like`, or 1, unless told otherwise. Version 1 keeps geometry in float32, version 2 in float64. */
  readonly version?: NiftiVersion;
  /** Whether to compress; false unless told otherwise. */
  readonly gzip?: boolean;
}

export interface NiftiVolumeOptions extends NiftiWriteOptions {
  /** `float32` unless told otherwise. */
  readonly datatype?: "float32" | "int16";
}

export interface NiftiLabelOptions extends NiftiWriteOptions {
  /** As in `Volume`; labels carry none of their own. */
  readonly frameTimesMs?: readonly number[];
}

/**
 * Writes intensities (T, Z, Y, X) as the bytes of a NIfTI file.
 * @throws {NiftiError} `not-representable` when a value is not finite, or for `int16` not whole or out of range;
 *   `uneven-frame-times`; `header-mismatch` when `like` has another grid or other frame times.
 * @throws {GridError} `data-size` when voxels and grid do not match.
 */
export function writeNifti(volume: Volume, options: NiftiVolumeOptions = {}): Uint8Array {
  const { datatype = "float32" } = options;
  assertWholeVolume(volume);
  assertRepresentable(volume.data, datatype);
  const voxels = datatype === "int16" ? Int16Array.from(volume.data) : volume.data;
  return fileOf({ ...volume, voxels, datatype, isLabels: false }, options);
}

/**
 * Writes labels (T, Z, Y, X) as the bytes of a NIfTI file, uint8, with the label intent.
 * @throws {NiftiError} `uneven-frame-times`; `header-mismatch` when `like` has another grid or other frame times.
 * @throws {GridError} `data-size` when voxels and grid do not match.
 */
export function writeNiftiLabels(labels: LabelVolume, options: NiftiLabelOptions = {}): Uint8Array {
  assertWholeVolume(labels);
  const { frameTimesMs } = options;
  const times = frameTimesMs === undefined ? {} : { frameTimesMs };
  return fileOf({ ...labels, ...times, voxels: labels.labels, datatype: "uint8", isLabels: true }, options);
}

/** An image ready to be laid down as bytes. */
interface Encodable extends PlacedImage {
  readonly voxels: Float32Array | Int16Array | Uint8Array;
  readonly datatype: NiftiDatatype;
  readonly isLabels: boolean;
}

function fileOf(image: Encodable, { like, version = like?.version ?? 1, gzip = false }: NiftiWriteOptions): Uint8Array {
  const { frameCount, datatype, isLabels, voxels } = image;
  const geometry = like ? carriedGeometry(like, image) : withFrameTimes(geometryOfGrid(image.grid), image.frameTimesMs);
  const header = encodeHeader({ version, size: image.grid.size, frameCount, datatype, isLabels, geometry });
  const file = new Uint8Array(header.length + voxels.byteLength);
  file.set(header);
  file.set(littleEndianBytes(voxels), header.length);
  return gzip ? deflated(file) : file;
}

const int16Range = { min: -(2 ** 15), max: 2 ** 15 - 1 };

function assertRepresentable(intensities: Float32Array, datatype: "float32" | "int16"): void {
  const { min, max } = int16Range;
  const isInt16 = (value: number) => Number.isInteger(value) && value >= min && value <= max;
  const fits = datatype === "int16" ? isInt16 : Number.isFinite;
  const bad = intensities.findIndex((value) => !fits(value));
  if (bad === -1) return;
  const expected = datatype === "int16" ? `whole numbers from ${min} to ${max}; write float32` : "finite numbers";
  const message = `voxel ${bad} is ${intensities[bad]}, but ${datatype} is to hold ${expected}`;
  throw new NiftiError("not-representable", message, { voxelIndex: bad });
}
