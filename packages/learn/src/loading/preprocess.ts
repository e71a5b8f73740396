/** Brings images of all sources to one pixel size and one range of intensities before pre-training. */
import { fromColumns, type Grid, makeGrid, resample } from "@cmrkit/imaging";
import { intensityScale } from "@cmrkit/study";
import { float16Bits, float16Value } from "@cmrkit/tensor";
import type { LoadedImage } from "./load-image.ts";

export interface PreprocessSettings {
  /**
   * Distance of voxel centres that images are resampled to: in the plane, and between slices or null to leave slices
   * where they are. Images of one slice, and images of unknown spacing, keep their slices.
   */
  readonly spacingMm: { readonly z: number | null; readonly yx: number };
  /** Pixels of the longer side of images whose spacing is not known; their aspect ratio stays as it is. */
  readonly longSideWithoutSpacing: number;
  /** Intensities below the first and above the second percentile of the whole cine are clipped to it. */
  readonly clipPercentiles: readonly [lower: number, upper: number];
}

/**
 * The image on the wanted pixels, linear between its own, over the same field of view; intensities clipped at percentiles
 * and spread over 0 … 1, both over all frames and slices together: a frame scaled by itself would lose the change of
 * brightness through the cycle.
 *
 * Values are rounded to half precision, which is how the cache keeps them, so that a cached image is the same to the bit.
 * Where both percentiles fall together, as in a picture that is nearly all black, smallest and largest take their place;
 * an image of one value becomes 0.
 * @returns (T, Z, Y, X); its spacing is the wanted one, or null where it was.
 */
export function preprocess(image: LoadedImage, settings: PreprocessSettings): LoadedImage {
  const resampled = resampledTo(image, targetSpacing(image, settings));
  const toUnit = unitScale(image.data, settings.clipPercentiles);
  const data = resampled.data.map((value) => halves[float16Bits(toUnit(value))]!);
  return { ...resampled, data, spacingMm: image.spacingMm && resampled.spacingMm };
}

/** The number of each bit pattern of half precision. */
export const halves: Float32Array = Float32Array.from({ length: 2 ** 16 }, (_, bits) => float16Value(bits));

type Spacing = readonly [z: number, y: number, x: number];

/** Distances of voxel centres before and after; an image of unknown spacing is scaled as if its pixels were 1 mm. */
export function targetSpacing(
  { size, spacingMm }: Pick<LoadedImage, "size" | "spacingMm">,
  settings: Pick<PreprocessSettings, "spacingMm" | "longSideWithoutSpacing">,
): { readonly from: Spacing; readonly to: Spacing } {
  const [, Z, Y, X] = size;
  if (spacingMm === null) {
    const pixel = Math.max(Y, X) / settings.longSideWithoutSpacing;
    return { from: [1, 1, 1], to: [1, pixel, pixel] };
  }
  const { z, yx } = settings.spacingMm;
  return { from: spacingMm, to: [Z === 1 ? spacingMm[0] : (z ?? spacingMm[0]), yx, yx] };
}

function resampledTo(
  { data, size }: LoadedImage,
  { from, to }: { from: Spacing; to: Spacing },
): LoadedImage & { spacingMm: Spacing } {
  const [T, Z, Y, X] = size;
  const [newZ, newY, newX] = [0, 1, 2].map((axis) => extentCovering([Z, Y, X][axis]! * from[axis]!, to[axis]!));
  const grid = centredGrid([newZ!, newY!, newX!], to);
  const source = { grid: centredGrid([Z, Y, X], from), frameCount: T, data };
  const { data: resampled } = resample(source, grid, "linear", 0); // its margin is within half a voxel: none is outside
  return { data: resampled, size: [T, newZ!, newY!, newX!], spacingMm: to };
}

/** Spacings come from float32 files: 320 mm over 1.25 mm must be 256 pixels, not 257. */
const COVER_TOLERANCE = 1e-4;

/** The fewest voxels that cover an extent. */
function extentCovering(extentMm: number, spacing: number): number {
  return Math.max(1, Math.ceil(extentMm / spacing - COVER_TOLERANCE));
}

/** An upright grid about the origin: two of them share their centre, whatever their voxels. */
export function centredGrid([Z, Y, X]: Spacing, [z, y, x]: Spacing): Grid {
  const origin = [(-(X - 1) / 2) * x, (-(Y - 1) / 2) * y, (-(Z - 1) / 2) * z] as const;
  const axes = { iAxis: [x, 0, 0], jAxis: [0, y, 0], kAxis: [0, 0, z], origin } as const;
  return makeGrid([X, Y, Z], fromColumns("ijk", "lps", axes));
}

function unitScale(data: Float32Array, clipPercentiles: readonly [number, number]): (value: number) => number {
  const clipped = intensityScale([data], [...clipPercentiles]);
  const { low, high } = clipped.low < clipped.high ? clipped : wholeRange(data);
  const range = high > low ? high - low : 1;
  return (value) => (Math.min(high, Math.max(low, value)) - low) / range;
}

function wholeRange(data: Float32Array): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
