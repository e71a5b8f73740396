/** The intensities of image files that are an image by themselves. */
import { decodeJpeg, decodePng, type GreyImage, readNifti, spacingMm, type Volume } from "@cmrkit/imaging";
import type { CatalogueImage, ImageFormat } from "./image.ts";

export type FileFormat = Exclude<ImageFormat, "dicom">;

const readers: Readonly<Record<FileFormat, (bytes: Uint8Array) => ImageVoxels>> = {
  nifti: (bytes) => ofVolume(readNifti(bytes).volume),
  png: (bytes) => ofPicture(decodePng(bytes)),
  jpeg: (bytes) => ofPicture(decodeJpeg(bytes)),
};

/** The intensities of an image and what its file says of them. */
export interface ImageVoxels {
  /** (T, Z, Y, X). */
  readonly data: Float32Array;
  readonly size: CatalogueImage["size"];
  readonly spacingMm: CatalogueImage["spacingMm"];
  readonly frameTimesMs?: readonly number[];
}

/** Voxels of a file that is an image by itself. @throws {ImagingError} when it cannot be read. */
export function readVoxels(bytes: Uint8Array, format: FileFormat): ImageVoxels {
  return readers[format](bytes);
}

function ofVolume({ grid, frameCount, data, frameTimesMs }: Volume): ImageVoxels {
  const [X, Y, Z] = grid.size;
  const [x, y, z] = spacingMm(grid.ijkToLps);
  const times = frameTimesMs === undefined ? {} : { frameTimesMs };
  return { data, size: [frameCount, Z, Y, X], spacingMm: [z, y, x], ...times };
}

function ofPicture({ columns, rows, values }: GreyImage): ImageVoxels {
  return { data: Float32Array.from(values), size: [1, 1, rows, columns], spacingMm: null };
}
