/** One number for the outlines of a heart. */
import type { JudgedSlice } from "./judge.ts";

/** A slice of few labels must not be judged by a pixel: as many as a disc of 2.5 cm has at 2 mm. */
const LEAST_PIXELS = 120;

/** The largest share of a slice that looks wrong; 0 without slices. */
export function outlineScore(slices: readonly JudgedSlice[]): number {
  return Math.max(0, ...slices.map(wrongShare));
}

/** Of the labelled pixels. */
export function wrongShare({ wrongPixels, labelledPixels }: JudgedSlice): number {
  return wrongPixels / Math.max(LEAST_PIXELS, labelledPixels);
}
