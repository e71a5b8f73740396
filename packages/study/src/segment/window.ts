/** Cutting windows from slices: where each pixel of the network's input lies on the native grid, and its intensity. */
import { spacingMm, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import { type IntensityScale, scaled } from "./intensities.ts";
import type { SegmentationPlan } from "./plan.ts";

/**
 * Maps pixels of a window to native pixels: with (u, v) counted from the window's centre,
 * i = centreI + a·u + b·v, j = centreJ + c·u + d·v.
 */
export interface WindowTransform {
  readonly centreI: number;
  readonly centreJ: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** A window upright on the native grid, its centre at native pixel (i, j). */
export function uprightWindow(
  volume: Pick<Volume, "grid">,
  plan: SegmentationPlan,
  centreI: number,
  centreJ: number,
): WindowTransform {
  const [di, dj] = spacingMm(volume.grid.ijkToLps);
  return { centreI, centreJ, a: plan.spacingMm / di, b: 0, c: 0, d: plan.spacingMm / dj };
}

/**
 * The slices that the network sees for slice k, from below to above, at about the plan's distance. At the ends of the
 * stack the last slice stands for its missing neighbours.
 */
export function neighbourSlices({ grid }: Pick<Volume, "grid">, plan: SegmentationPlan, k: number): readonly number[] {
  const [, , dk] = spacingMm(grid.ijkToLps);
  const step = Math.max(1, Math.round(plan.neighbourDistanceMm / dk));
  const reach = (plan.inputSlices - 1) / 2;
  return Array.from({ length: plan.inputSlices }, (_, at) =>
    Math.min(grid.size[2] - 1, Math.max(0, k + (at - reach) * step)),
  );
}

/**
 * Fills one window of the network's input, (slices, window, window), with scaled intensities of the slices. Outside the
 * image lies its darkest value.
 */
export function fillWindow(
  input: Float32Array,
  volume: Volume,
  frameIndex: number,
  slices: readonly number[],
  { transform, scale, size }: { transform: WindowTransform; scale: IntensityScale; size: number },
): void {
  const [X, Y] = volume.grid.size;
  const frameStart = frameIndex * voxelsPerFrame(volume.grid);
  slices.forEach((k, channel) => {
    const sliceStart = frameStart + k * X * Y;
    const slice = volume.data.subarray(sliceStart, sliceStart + X * Y);
    fillChannel(input.subarray(channel * size * size, (channel + 1) * size * size), slice, {
      X,
      Y,
      transform,
      scale,
      size,
    });
  });
}

interface ChannelGeometry {
  readonly X: number;
  readonly Y: number;
  readonly transform: WindowTransform;
  readonly scale: IntensityScale;
  readonly size: number;
}

function fillChannel(out: Float32Array, slice: Float32Array, { X, Y, transform, scale, size }: ChannelGeometry): void {
  const { centreI, centreJ, a, b, c, d } = transform;
  const half = (size - 1) / 2;
  const outside = scaled(scale, scale.low);
  let at = 0;
  for (let v = -half; v <= half; v++) {
    for (let u = -half; u <= half; u++) {
      const i = centreI + a * u + b * v;
      const j = centreJ + c * u + d * v;
      const inside = i > -1 && j > -1 && i < X && j < Y;
      out[at++] = inside ? scaled(scale, bilinear(slice, X, Y, i, j)) : outside;
    }
  }
}

/** Linear interpolation within a slice; beyond its border the border's value. */
export function bilinear(slice: Float32Array, X: number, Y: number, i: number, j: number): number {
  const x = Math.min(X - 1, Math.max(0, i));
  const y = Math.min(Y - 1, Math.max(0, j));
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [x1, y1] = [Math.min(x0 + 1, X - 1), Math.min(y0 + 1, Y - 1)];
  const [fx, fy] = [x - x0, y - y0];
  const upper = slice[y0 * X + x0]! * (1 - fx) + slice[y0 * X + x1]! * fx;
  const lower = slice[y1 * X + x0]! * (1 - fx) + slice[y1 * X + x1]! * fx;
  return upper * (1 - fy) + lower * fy;
}
