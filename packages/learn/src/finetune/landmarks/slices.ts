/** The slices of an image one by one, for landmarks lie in a plane. */
import type { CasePixels } from "../../datasets/data-set.ts";

/** Each with its part of the labels, in the order of the stack; where it lies in the patient is left out. */
export function slicesOf({ data, size, spacingMm, labels, labelNames }: CasePixels): CasePixels[] {
  const [C, Z, Y, X] = size;
  const plane = Y * X;
  return Array.from({ length: Z }, (_, z) => {
    const slice = new Float32Array(C * plane);
    for (let c = 0; c < C; c++) slice.set(data.subarray((c * Z + z) * plane, (c * Z + z + 1) * plane), c * plane);
    const ofSlice = labels?.subarray(z * plane, (z + 1) * plane);
    return { data: slice, size: [C, 1, Y, X], spacingMm, labelNames, ...(ofSlice && { labels: ofSlice }) };
  });
}
