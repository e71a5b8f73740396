/** One slice of one frame, and how a square crop is sampled from it. */
import { bilinear } from "@cmrkit/study";
import type { LoadedImage } from "../../loading/load-image.ts";
import type { DinoPretrainingConfig } from "./config.ts";

/** Intensities (Y, X), x fastest. */
export interface Plane {
  readonly data: Float32Array;
  readonly size: readonly [Y: number, X: number];
}

/** A view of one slice of a frame. */
export function planeOf({ data, size: [, , Y, X] }: LoadedImage, sliceIndex: number): Plane {
  const start = sliceIndex * Y * X;
  return { data: data.subarray(start, start + Y * X), size: [Y, X] };
}

/** What the network may see of a slice: all of it, or as much about its middle as the configuration says. */
export function seenPlane(
  image: LoadedImage,
  sliceIndex: number,
  { data: { middleMm, pixelMm } }: { readonly data: Pick<DinoPretrainingConfig["data"], "middleMm" | "pixelMm"> },
): Plane {
  const plane = planeOf(image, sliceIndex);
  return middleMm === undefined ? plane : middleOf(plane, Math.round(middleMm / pixelMm));
}

/** The upright square of at most `edge` pixels in the middle of a plane; where a side is shorter, all of it. */
export function middleOf({ data, size: [Y, X] }: Plane, edge: number): Plane {
  const [height, width] = [Math.min(edge, Y), Math.min(edge, X)];
  const [top, left] = [(Y - height) >> 1, (X - width) >> 1];
  const middle = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * X + left;
    middle.set(data.subarray(start, start + width), y * width);
  }
  return { data: middle, size: [height, width] };
}

/** Whether anything is to be seen: a slice of one value, such as padding at the end of a stack, holds no image. */
export function hasSignal({ data }: Plane): boolean {
  return data.some((value) => value !== data[0]);
}

/** Where a crop lies: the middle in pixels, and the steps in pixels that one crop width and height span. */
export interface CropFrame {
  readonly centreX: number;
  readonly centreY: number;
  /** Along the crop's rows. */
  readonly alongX: readonly [x: number, y: number];
  /** Down its columns. */
  readonly alongY: readonly [x: number, y: number];
}

/** The largest upright square in the middle: how a whole image is shown to the network when nothing is drawn. */
export function middleSquare({ size: [Y, X] }: Plane): CropFrame {
  const side = Math.min(Y, X);
  return { centreX: (X - 1) / 2, centreY: (Y - 1) / 2, alongX: [side, 0], alongY: [0, side] };
}

/**
 * Samples a crop of `size` × `size` pixels. Where a pixel of the crop covers several of the plane it takes the mean of
 * as many points, so that fine structure does not alias; beyond the image there is air, 0.
 */
export function sampleCrop(plane: Plane, frame: CropFrame, size: number): Float32Array {
  const points = Math.max(1, Math.ceil(Math.max(Math.hypot(...frame.alongX), Math.hypot(...frame.alongY)) / size));
  const crop = new Float32Array(size * size);
  for (let at = 0; at < crop.length; at++) {
    let sum = 0;
    for (let point = 0; point < points * points; point++) {
      const u = ((at % size) + ((point % points) + 0.5) / points) / size - 0.5;
      const v = (Math.floor(at / size) + (Math.floor(point / points) + 0.5) / points) / size - 0.5;
      sum += valueAt(plane, frame, u, v);
    }
    crop[at] = sum / points ** 2;
  }
  return crop;
}

/** At −½ … ½ of the crop's width and height. */
function valueAt({ data, size: [Y, X] }: Plane, frame: CropFrame, u: number, v: number): number {
  const x = frame.centreX + u * frame.alongX[0] + v * frame.alongY[0];
  const y = frame.centreY + u * frame.alongX[1] + v * frame.alongY[1];
  const isInside = x >= -0.5 && y >= -0.5 && x <= X - 0.5 && y <= Y - 0.5;
  return isInside ? bilinear(data, X, Y, x, y) : 0;
}
