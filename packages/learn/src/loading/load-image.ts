/** Reads the intensities of a catalogued image, and refuses files that are not what was catalogued. */
import { readFile, stat } from "node:fs/promises";
import { type DicomInstance, ImagingError, parseDicomInstances, readPixels } from "@cmrkit/imaging";
import { imageContent } from "../catalogue/content.ts";
import type { CataloguedFile, CatalogueImage, ImageFile } from "../catalogue/image.ts";
import { readVoxels } from "../catalogue/read-voxels.ts";
import { LearnError } from "../errors.ts";

export interface LoadedImage {
  /** (T, Z, Y, X), x fastest. */
  readonly data: Float32Array;
  /** T, Z, Y, X. */
  readonly size: readonly [T: number, Z: number, Y: number, X: number];
  /** Distance of voxel centres along z, y, x, or null where it is not known. */
  readonly spacingMm: readonly [z: number, y: number, x: number] | null;
}

/** One frame of an image as an image of its own; its voxels are a view, not a copy. */
export function frameOf({ data, size: [, Z, Y, X], spacingMm }: LoadedImage, frameIndex: number): LoadedImage {
  const voxels = Z * Y * X;
  return { data: data.subarray(frameIndex * voxels, (frameIndex + 1) * voxels), size: [1, Z, Y, X], spacingMm };
}

/**
 * The whole image in its own pixels and intensities.
 *
 * A file of another size than catalogued is refused; one of another time of change is compared by its content, so that a
 * copied folder is still good.
 * @throws {LearnError} `image-changed` when a file is gone or holds something else, naming path, what was expected and
 *   what came; `bad-image` when a file cannot be read any more.
 */
export async function loadImage(image: CatalogueImage): Promise<LoadedImage> {
  const areUntouched = (await Promise.all(image.files.map(requireSameSize))).every(Boolean);
  const data = image.format === "dicom" ? await readInstances(image) : await readOneFile(image);
  if (!areUntouched) requireSameContent(data, image);
  return { data, size: image.size, spacingMm: image.spacingMm };
}

/** Whether the file's time of change is that of the catalogue too. */
async function requireSameSize({ path, byteCount, modifiedMs }: CataloguedFile): Promise<boolean> {
  const info = await stat(path).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw changed(path, `a file of ${byteCount} bytes`, `none that can be opened (${code})`);
  });
  if (info.size !== byteCount) throw changed(path, `${byteCount} bytes`, `${info.size}`);
  return info.mtimeMs === modifiedMs;
}

async function readOneFile({ path, format, size }: CatalogueImage): Promise<Float32Array> {
  const bytes = await readFile(path);
  const voxels = format === "dicom" ? undefined : orBadImage(path, () => readVoxels(bytes, format));
  const came = voxels?.size ?? [];
  if (voxels === undefined || String(came) !== String(size)) throw changed(path, showSize(size), showSize(came));
  return voxels.data;
}

/** Files are read some at a time: enough to keep a disk busy, few enough to hold. */
const FILES_AT_ONCE = 16;

async function readInstances({ files, size }: CatalogueImage): Promise<Float32Array> {
  const [T, Z, Y, X] = size;
  const data = new Float32Array(T * Z * Y * X);
  const objects = new Map<string, readonly DicomInstance[]>();
  for (let first = 0; first < files.length; first += FILES_AT_ONCE) {
    const some = files.slice(first, first + FILES_AT_ONCE);
    await readObjects(some, objects);
    for (const [n, file] of some.entries()) {
      data.set(planeOf(file, objects.get(file.path)!, [Y, X]), (first + n) * Y * X);
      if (file.frameNumber === undefined) objects.delete(file.path); // an enhanced object is read once for all its frames
    }
  }
  return data;
}

/** Reads what is not there yet. */
async function readObjects(files: readonly ImageFile[], objects: Map<string, readonly DicomInstance[]>): Promise<void> {
  const paths = new Set(files.map(({ path }) => path).filter((path) => !objects.has(path)));
  const read = async (path: string) => {
    const bytes = await readFile(path);
    objects.set(
      path,
      orBadImage(path, () => parseDicomInstances(bytes, path)),
    );
  };
  await Promise.all(Array.from(paths, read));
}

function planeOf(
  { path, frameNumber = 1 }: ImageFile,
  instances: readonly DicomInstance[],
  [Y, X]: readonly [number, number],
): Float32Array {
  const instance = instances[frameNumber - 1];
  if (instance === undefined) throw changed(path, `frame ${frameNumber}`, `${instances.length} frames`);
  if (instance.rows !== Y || instance.columns !== X) {
    throw changed(path, showSize([Y, X]), showSize([instance.rows, instance.columns]));
  }
  return orBadImage(path, () => readPixels(instance));
}

function requireSameContent(data: Float32Array, { path, size, contentHash }: CatalogueImage): void {
  const came = Buffer.from(imageContent(data, size).hash).toString("hex");
  if (came !== contentHash) throw changed(path, `pixels of hash ${contentHash}`, came);
}

function orBadImage<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ImagingError)) throw error;
    throw new LearnError("bad-image", `${path} was catalogued but cannot be read: ${error.message}`);
  }
}

function changed(path: string, expected: string, came: string): LearnError {
  const message = `${path} is not what was catalogued: expected ${expected}, came ${came}`;
  return new LearnError("image-changed", `${message}; bring the catalogue up to date with cmr catalogue`);
}

function showSize(size: readonly number[]): string {
  return size.join(" × ");
}
