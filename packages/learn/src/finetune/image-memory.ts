/**
 * Prepared images in memory that threads share, up to a bound. What was kept stays: every image is drawn once in an epoch, so
 * that putting out the one that was used longest ago would put out the one that is wanted soonest.
 */
import type { PreparedImage } from "./prepared-image.ts";

export interface ImageMemory {
  /** The image in shared memory, or nothing when there is no more room for it. */
  keep(image: PreparedImage): PreparedImage | undefined;
  /** That are taken. */
  readonly bytes: number;
}

export function imageMemory(maxBytes: number): ImageMemory {
  let bytes = 0;
  return {
    keep: (image) => {
      const needed = bytesOf(image);
      if (bytes + needed > maxBytes) return undefined;
      bytes += needed;
      return sharedImage(image);
    },
    get bytes() {
      return bytes;
    },
  };
}

function bytesOf({ data, classes, native }: PreparedImage): number {
  return data.byteLength + (classes?.byteLength ?? 0) + (native.classes?.byteLength ?? 0);
}

function sharedImage({ data, classes, native, ...rest }: PreparedImage): PreparedImage {
  const { classes: ofNative, ...nativeGrid } = native;
  return {
    ...rest,
    data: sharedFloats(data),
    ...(classes && { classes: sharedBytes(classes) }),
    native: { ...nativeGrid, ...(ofNative && { classes: sharedBytes(ofNative) }) },
  };
}

function sharedFloats(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function sharedBytes(values: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
