/** Intensities → grey levels, with one window for all pictures of a report. */
import { type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import type { Crop } from "./crop.ts";

export interface GreyWindow {
  readonly black: number;
  readonly white: number;
}

/** Shares of the cropped pixels that may be plain black and plain white. */
const DARKEST = 0.01;
const BRIGHTEST = 0.985;

export function greyWindow(volume: Volume, frames: readonly number[], crop: Crop): GreyWindow {
  const Z = volume.grid.size[2];
  const slices = frames.flatMap((frame) => Array.from({ length: Z }, (_, k) => cropped(volume, frame, k, crop)));
  return windowOf(Float32Array.from(slices.flatMap((pixels) => [...pixels])));
}

/** The window of these pixels alone. */
export function windowOf(pixels: Float32Array): GreyWindow {
  const sorted = pixels.toSorted();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { black: at(DARKEST), white: at(BRIGHTEST) };
}

/** The cropped pixels of one slice, (Y, X) of the crop. */
export function cropped(volume: Volume, frame: number, slice: number, crop: Crop): Float32Array {
  const [X, Y] = volume.grid.size;
  const start = frame * voxelsPerFrame(volume.grid) + slice * X * Y;
  const pixels = new Float32Array(crop.width * crop.height);
  for (let y = 0; y < crop.height; y++) {
    const row = start + (crop.j0 + y) * X + crop.i0;
    pixels.set(volume.data.subarray(row, row + crop.width), y * crop.width);
  }
  return pixels;
}

/** Linear between black and white, plain beyond; a picture of one value is mid-grey. */
export function toGrey(pixels: Float32Array, { black, white }: GreyWindow): Uint8Array {
  const range = white - black;
  return Uint8Array.from(pixels, (value) =>
    range > 0 ? Math.round(255 * Math.min(1, Math.max(0, (value - black) / range))) : 128,
  );
}
