/**
 * What the intensities of an image say: whether it is one at all, and whether it is there already.
 *
 * Planes are hashed one by one and an image by its planes, so that a cine of many files is known without being held in
 * memory, and the same image counts as the same in DICOM, NIfTI, PNG and JPEG.
 */
import { createHash } from "node:crypto";

/** T, Z, Y, X. */
export type ImageSize = readonly [T: number, Z: number, Y: number, X: number];

/** One plane (Y, X) of an image. */
export interface PlaneContent {
  /** The first 16 bytes of SHA-256 over the intensities as little-endian float32, x fastest. */
  readonly hash: Uint8Array;
  readonly minimum: number;
  readonly maximum: number;
  /** Whether it holds whole numbers from 0 on, and at most `MAX_LABELS` different ones. */
  readonly hasFewValues: boolean;
}

/** A whole image. */
export interface ImageContent extends PlaneContent {
  readonly size: ImageSize;
}

/** Why intensities are no image to learn from. */
export type ContentRefusal = {
  readonly outcome: "constant-image" | "too-small" | "label-map";
  readonly reason: string;
};

/** Label maps of the heart have 2 to 9 labels; no scan that shows anything has so few intensities. */
const MAX_LABELS = 16;
/** Fewer pixels across than this show no heart. */
const LEAST_PIXELS = 16;
const HASH_BYTES = 16;

export function planeContent(intensities: Float32Array): PlaneContent {
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of intensities) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const bytes = new Uint8Array(intensities.buffer, intensities.byteOffset, intensities.byteLength);
  return { hash: hashOf(bytes), minimum, maximum, hasFewValues: hasFewValues(intensities) };
}

/** @param data (T, Z, Y, X), x fastest. */
export function imageContent(data: Float32Array, size: ImageSize): ImageContent {
  const [T, Z, Y, X] = size;
  const planes = Array.from({ length: T * Z }, (_, n) => planeContent(data.subarray(n * Y * X, (n + 1) * Y * X)));
  return contentOfPlanes(planes, size);
}

/** @param planes of all slices of the first frame, then of the next. */
export function contentOfPlanes(planes: readonly PlaneContent[], size: ImageSize): ImageContent {
  return {
    size,
    hash: hashOf(new TextEncoder().encode(size.join(" ")), ...planes.map(({ hash }) => hash)),
    minimum: planes.reduce((least, plane) => Math.min(least, plane.minimum), Number.POSITIVE_INFINITY),
    maximum: planes.reduce((most, plane) => Math.max(most, plane.maximum), Number.NEGATIVE_INFINITY),
    hasFewValues: planes.every((plane) => plane.hasFewValues),
  };
}

/** Undefined for an image. Empty label maps count as constant images, since nothing tells them apart. */
export function refusalOf({ size, minimum, maximum, hasFewValues }: ImageContent): ContentRefusal | undefined {
  const [, , Y, X] = size;
  if (minimum === maximum) return { outcome: "constant-image", reason: `every pixel is ${minimum}` };
  if (Math.min(Y, X) < LEAST_PIXELS)
    return { outcome: "too-small", reason: `${Y} × ${X} pixels; at least ${LEAST_PIXELS} each way are needed` };
  if (!hasFewValues) return undefined;
  return { outcome: "label-map", reason: `whole numbers from ${minimum} to ${maximum}, at most ${MAX_LABELS} a plane` };
}

/** Stops at the first value that is no label, so that an image costs a few pixels. */
function hasFewValues(intensities: Float32Array): boolean {
  const seen = new Set<number>();
  let last = Number.NaN;
  for (const value of intensities) {
    if (value === last) continue;
    last = value;
    if (!Number.isInteger(value) || value < 0 || seen.add(value).size > MAX_LABELS) return false;
  }
  return true;
}

export function hashOf(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest().subarray(0, HASH_BYTES));
}
