/** Class probabilities of one slice on its native grid, gathered from overlapping windows. */
import type { Region } from "./region.ts";
import type { WindowTransform } from "./window.ts";

/** Sums of weighted probabilities over a region, (classes, height, width), and of the weights. */
export interface Canvas {
  readonly region: Region;
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  readonly sums: Float32Array;
  readonly weights: Float32Array;
}

export function blankCanvas(region: Region, classes: number): Canvas {
  const width = region.right - region.left + 1;
  const height = region.bottom - region.top + 1;
  const [sums, weights] = [new Float32Array(classes * width * height), new Float32Array(width * height)];
  return { region, width, height, classes, sums, weights };
}

/**
 * Adds an upright window's probabilities (classes, size, size), interpolated linearly at the native pixels that it
 * covers. A pixel weighs more the farther it lies from the window's border, where the network sees less around it.
 */
export function addWindow(canvas: Canvas, probabilities: Float32Array, size: number, window: WindowTransform): void {
  const { region, width, classes } = canvas;
  const half = (size - 1) / 2;
  const columns = pixelsWithin(region.left, region.right, window.centreI, window.a, half);
  const rows = pixelsWithin(region.top, region.bottom, window.centreJ, window.d, half);
  for (const row of rows) {
    for (const column of columns) {
      const at = (row.native - region.top) * width + column.native - region.left;
      const weight = row.weight * column.weight;
      canvas.weights[at]! += weight;
      for (let k = 0; k < classes; k++) {
        const plane = k * size * size;
        const upper = mix(probabilities, plane + row.before * size, column);
        const lower = mix(probabilities, plane + (row.before + 1) * size, column);
        canvas.sums[k * canvas.weights.length + at]! += weight * (upper + row.fraction * (lower - upper));
      }
    }
  }
}

/** A native pixel within a window along one axis: between window pixels `before` and `before + 1`. */
interface PlacedPixel {
  readonly native: number;
  readonly before: number;
  readonly fraction: number;
  readonly weight: number;
}

function pixelsWithin(
  first: number,
  last: number,
  centre: number,
  nativePerPixel: number,
  half: number,
): PlacedPixel[] {
  const placed: PlacedPixel[] = [];
  for (let native = first; native <= last; native++) {
    const position = (native - centre) / nativePerPixel + half;
    if (position < 0 || position > 2 * half) continue;
    const before = Math.min(Math.floor(position), 2 * half - 1);
    const weight = 1 - Math.abs(position - half) / (half + 1);
    placed.push({ native, before, fraction: position - before, weight });
  }
  return placed;
}

function mix(values: Float32Array, rowStart: number, { before, fraction }: PlacedPixel): number {
  const left = values[rowStart + before]!;
  return left + fraction * (values[rowStart + before + 1]! - left);
}

/** Writes the most probable class of every pixel of the region into a slice (Y, X). Uncovered pixels stay background. */
export function writeLabels({ region, width, classes, sums, weights }: Canvas, slice: Uint8Array, X: number): void {
  for (let at = 0; at < weights.length; at++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (sums[k * weights.length + at]! > sums[best * weights.length + at]!) best = k;
    }
    slice[(region.top + Math.floor(at / width)) * X + region.left + (at % width)] = best;
  }
}
