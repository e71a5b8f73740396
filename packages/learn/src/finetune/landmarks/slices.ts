/** The slices of an image one by one, for landmarks lie in a plane. */
import type { CasePixels } from "../../datasets/data-set.ts";
import type { PreparedImage } from "../prepared-image.ts";

/** What the labels say of one slice, of size (C, 1, Y, X). */
export type LabelSlice = Pick<CasePixels, "size" | "labels" | "labelNames">;

/** In the order of the stack. */
export function labelSlices({ size: [C, Z, Y, X], labels, labelNames }: LabelSlice): LabelSlice[] {
  const plane = Y * X;
  return Array.from({ length: Z }, (_, z) => {
    const ofSlice = labels?.subarray(z * plane, (z + 1) * plane);
    return { size: [C, 1, Y, X], labelNames, ...(ofSlice && { labels: ofSlice }) };
  });
}

/** In the order of the stack, as many as the image itself has: landmarks leave slices where they are. */
export function preparedSlices(image: PreparedImage): PreparedImage[] {
  const {
    data,
    size: [C, Z, Y, X],
    native,
  } = image;
  const plane = Y * X;
  const [, nativeY, nativeX] = native.size;
  const ofNative = { size: [1, nativeY, nativeX], spacingMm: native.spacingMm } as const;
  return Array.from({ length: Z }, (_, z) => {
    const slice = new Float32Array(C * plane);
    for (let c = 0; c < C; c++) slice.set(data.subarray((c * Z + z) * plane, (c * Z + z + 1) * plane), c * plane);
    return { data: slice, size: [C, 1, Y, X], centre: image.centre, spacing: image.spacing, native: ofNative };
  });
}
