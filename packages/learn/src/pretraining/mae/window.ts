/**
 * Cutting the window of one view out of one frame: zoomed, shifted and flipped in one pass, intensities brought to 0…1.
 *
 * Source: augmentation of CineMA (`get_transform` of cinema/mae/pretrain.py), which applies MONAI's RandZoom by one
 * factor along all axes, ScaleIntensity, and missing slices as zeros at the end of the stack. Unlike there, the window
 * lies about the middle of the image, because where the heart is must not be known in pre-training.
 */
import type { ViewGrid } from "./views.ts";

/** One frame on the view's pixels: intensities (Z, Y, X), x fastest. */
export interface Frame {
  readonly data: Float32Array;
  readonly size: readonly [Z: number, Y: number, X: number];
}

/** What is decided anew each time a window is cut. */
export interface WindowDraw {
  /** Above 1 enlarges. */
  readonly zoom: number;
  /** Of the window from the middle of the image, along X and Y. */
  readonly shiftMm: readonly [number, number];
  readonly flips: readonly [alongX: boolean, alongY: boolean];
  /** Which of the slices come where the stack has more than the window, 0…1: 0 the first, 1 the last. */
  readonly slicePart: number;
}

/** The window as the middle of the image, unchanged. */
export const plainDraw: WindowDraw = { zoom: 1, shiftMm: [0, 0], flips: [false, false], slicePart: 0.5 };

/**
 * The window's intensities in the order of the model, (X, Y, Z) with Z fastest; 0 outside the image.
 * A window of one single value becomes 0 throughout.
 */
export function cutWindow(frame: Frame, grid: ViewGrid, draw: WindowDraw): Float32Array {
  const { window, inside } = sampleWindow(frame, grid, draw);
  rescale(window, inside);
  return window;
}

/** The window's values as they are, and which of its voxels lie inside the image. */
export function sampleWindow(
  { data, size: [slices, Y, X] }: Frame,
  grid: ViewGrid,
  draw: WindowDraw,
): { readonly window: Float32Array; readonly inside: readonly number[] } {
  const window = new Float32Array(grid.size[0] * grid.size[1] * grid.size[2]);
  const columns = planeAxis(0, X, grid, draw);
  const rows = planeAxis(1, Y, grid, draw);
  const inside: number[] = [];
  sliceAxis(slices, grid, draw).forEach((position, z) => {
    const plane = blendedSlice(data, Y * X, position);
    if (plane) samplePlane(plane, X, { columns, rows, Z: grid.size[2], z }, window, inside);
  });
  return { window, inside };
}

/** Where the columns or rows of the window lie in the frame; `NaN` outside it. */
function planeAxis(axis: 0 | 1, extent: number, { size, pixelMm }: ViewGrid, draw: WindowDraw): number[] {
  const shift = draw.shiftMm[axis] / pixelMm;
  const positions = centred(size[axis], extent, 1 / draw.zoom, shift);
  return draw.flips[axis] ? positions.reverse() : positions;
}

/** Where its slices lie: a part of the stack's where they are too many, none (`NaN`) at the end where too few. */
function sliceAxis(slices: number, { size, isStack }: ViewGrid, { zoom, slicePart }: WindowDraw): number[] {
  if (!isStack) return [Math.floor((slices - 1) / 2)];
  const positions = centred(slices, slices, 1 / zoom, 0);
  const first = Math.round(Math.max(0, slices - size[2]) * slicePart);
  return Array.from({ length: size[2] }, (_, z) => positions[first + z] ?? Number.NaN);
}

/** `count` positions `step` apart about the middle of `extent` voxels, clamped to the middles of the outer voxels. */
function centred(count: number, extent: number, step: number, shift: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const position = (extent - 1) / 2 + (i - (count - 1) / 2) * step + shift;
    if (position < -0.5 || position > extent - 0.5) return Number.NaN;
    return Math.min(extent - 1, Math.max(0, position));
  });
}

/** The plane at a position between two slices. */
function blendedSlice(data: Float32Array, planeSize: number, position: number): Float32Array | undefined {
  if (Number.isNaN(position)) return undefined;
  const below = Math.floor(position);
  const weight = position - below;
  const slice = (k: number) => data.subarray(k * planeSize, (k + 1) * planeSize);
  if (weight === 0) return slice(below);
  const above = slice(below + 1);
  return slice(below).map((value, i) => value + weight * (above[i]! - value));
}

interface PlanePlace {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly Z: number;
  readonly z: number;
}

/** Samples a plane (Y, X) linearly into slice z of a window (X, Y, Z), and notes which of its voxels it filled. */
function samplePlane(
  plane: Float32Array,
  X: number,
  { columns, rows, Z, z }: PlanePlace,
  window: Float32Array,
  inside: number[],
): void {
  columns.forEach((i, x) => {
    if (Number.isNaN(i)) return;
    const left = Math.floor(i);
    const right = Math.min(left + 1, X - 1);
    rows.forEach((j, y) => {
      if (Number.isNaN(j)) return;
      const top = Math.floor(j) * X;
      const bottom = Math.min(top + X, plane.length - X);
      const upper = plane[top + left]! + (i - left) * (plane[top + right]! - plane[top + left]!);
      const lower = plane[bottom + left]! + (i - left) * (plane[bottom + right]! - plane[bottom + left]!);
      const at = (x * rows.length + y) * Z + z;
      window[at] = upper + (j - top / X) * (lower - upper);
      inside.push(at);
    });
  });
}

/** Spreads the voxels inside the image over 0…1. Source: MONAI's ScaleIntensity. */
function rescale(window: Float32Array, inside: readonly number[]): void {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of inside) {
    low = Math.min(low, window[at]!);
    high = Math.max(high, window[at]!);
  }
  const range = high - low;
  for (const at of inside) window[at] = range > 0 ? (window[at]! - low) / range : 0;
}
