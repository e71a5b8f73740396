/**
 * The disc in the middle of each slice, its intensities in deviations from their mean: neither size, field of view, padding nor
 * brightness tells where a picture comes from, so that kinds of images are told apart by what they show.
 */
import type { CasePixels, SpacingMm } from "../datasets/data-set.ts";
import { preprocess } from "../loading/preprocess.ts";
import type { WindowGrid } from "./window-grid.ts";

export interface DiscGrid extends Pick<WindowGrid, "size" | "clipPercentiles"> {
  /** Diameter, as a share of the image's shorter side. */
  readonly middleDisc: number;
}

export interface MiddleDiscs {
  /** (C, Z, Y, X), x fastest. */
  readonly data: Float32Array;
  readonly size: readonly [C: number, Z: number, Y: number, X: number];
  /** In native pixels where nobody knows it in mm. */
  readonly spacing: SpacingMm;
}

/** Every slice (size, size); black outside the disc. Pixels have the size that makes the disc fill the window, whatever it is in mm. */
export function middleDiscs(pixels: CasePixels, { middleDisc, size, clipPercentiles }: DiscGrid): MiddleDiscs {
  const [C, Z, Y, X] = pixels.size;
  const side = Math.max(1, Math.round(middleDisc * Math.min(Y, X)));
  const settings = { spacingMm: { z: null, yx: 1 }, longSideWithoutSpacing: size, clipPercentiles };
  const data = new Float32Array(C * Z * size * size);
  for (let slice = 0; slice < C * Z; slice++) {
    const plane = pixels.data.subarray(slice * Y * X, (slice + 1) * Y * X);
    const square = { data: middleSquare(plane, [Y, X], side), size: [1, 1, side, side], spacingMm: null } as const;
    data.set(standardised(preprocess(square, settings).data, size), slice * size * size);
  }
  const scale = side / size;
  const [dz, dy, dx] = pixels.spacingMm ?? [1, 1, 1];
  return { data, size: [C, Z, size, size], spacing: [dz, dy * scale, dx * scale] };
}

function middleSquare(plane: Float32Array, [Y, X]: readonly [number, number], side: number): Float32Array {
  const [top, left] = [Math.floor((Y - side) / 2), Math.floor((X - side) / 2)];
  const square = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    const from = (y + top) * X + left;
    square.set(plane.subarray(from, from + side), y * side);
  }
  return square;
}

/** What is shown, in deviations from the disc's mean: grey in the middle, black and white beyond. */
const SHOWN = 3;
/** Clipping changes mean and deviation a little, so that both are set again and again. */
const ROUNDS = 10;

function standardised(square: Float32Array, size: number): Float32Array {
  const places = [...square.keys()].filter((at) => isInDisc(at, size));
  let inside: Float32Array = Float32Array.from(places, (at) => square[at]!);
  for (let round = 0; round < ROUNDS; round++) inside = clippedDeviations(inside);
  const shown = new Float32Array(square.length);
  places.forEach((at, n) => {
    shown[at] = (inside[n]! + SHOWN) / (2 * SHOWN);
  });
  return shown;
}

function isInDisc(at: number, size: number): boolean {
  const radius = size / 2;
  return Math.hypot((at % size) + 0.5 - radius, Math.floor(at / size) + 0.5 - radius) <= radius;
}

/** A disc of one value has no deviation: all of it is at its mean. */
function clippedDeviations(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => Math.min(SHOWN, Math.max(-SHOWN, (value - mean) / deviation)));
}
