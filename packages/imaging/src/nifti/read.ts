/** NIfTI files, compressed or not, to volumes. */
import {
  DEFAULT_MAX_BYTES,
  decodeNifti,
  decodeNiftiLabels,
  type NiftiLabels,
  type NiftiLimits,
  type NiftiVolume,
} from "./decode.ts";
import { inflated } from "./gzip.ts";

/**
 * Intensities (T, Z, Y, X) in LPS from the bytes of a `.nii` or `.nii.gz`, NIfTI-1 or -2, either byte order, 3D or 4D.
 * @throws {NiftiError} one kind for each way in which stream, header or voxels can be wrong.
 */
export function readNifti(bytes: Uint8Array, limits: NiftiLimits = {}): NiftiVolume {
  return decodeNifti(inflated(bytes, limits.maxBytes ?? DEFAULT_MAX_BYTES), limits);
}

/**
 * Labels (T, Z, Y, X) in LPS from the bytes of a `.nii` or `.nii.gz`.
 * @throws {NiftiError} as `readNifti`, and `not-labels` when a voxel is no whole number in 0…255.
 */
export function readNiftiLabels(bytes: Uint8Array, limits: NiftiLimits = {}): NiftiLabels {
  return decodeNiftiLabels(inflated(bytes, limits.maxBytes ?? DEFAULT_MAX_BYTES), limits);
}
