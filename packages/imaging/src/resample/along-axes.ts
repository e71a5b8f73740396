/**
 * Resampling when each source axis follows one target axis: three passes, one an axis, over all frames at once. In-plane
 * resampling of a short-axis stack takes this way, and its third pass is none.
 */
import type { Affine } from "../affine.ts";
import type { Extent } from "../geometry-grid.ts";
import type { ResampleJob, Voxels } from "./job.ts";
import { type AxisSamples, OUTSIDE, SNAP_VOXELS, sampleAxis } from "./sampling.ts";

/** Whether the map from target to source indices turns and shears nothing, by more than a snap, over the target grid. */
export function isAlongAxes({ matrix }: Affine<"ijk", "ijk">, targetSize: Extent): boolean {
  const strayOf = (row: number) =>
    targetSize.reduce((sum, extent, column) => {
      return column === row ? sum : sum + Math.abs(matrix[4 * row + column]!) * (extent - 1);
    }, 0);
  return [0, 1, 2].every((row) => strayOf(row) <= SNAP_VOXELS);
}

/** The voxels of all frames on the target grid. The map must be `isAlongAxes`. */
export function resampleAlongAxes<A extends Voxels>(job: ResampleJob<A>): A {
  const { sourceSize, targetSize, targetToSource, frameCount, method, outside, allocate } = job;
  const size: [number, number, number] = [...sourceSize];
  let voxels = job.source;
  for (const axis of [0, 1, 2] as const) {
    const scale = targetToSource.matrix[5 * axis]!;
    const start = targetToSource.matrix[4 * axis + 3]!;
    const positions = Array.from({ length: targetSize[axis] }, (_, i) => start + scale * i);
    const samples = sampleAxis(positions, sourceSize[axis], method);
    if (isIdentity(samples, sourceSize[axis])) continue;

    const inner = size.slice(0, axis).reduce((product, extent) => product * extent, 1);
    const outer = size.slice(axis + 1).reduce((product, extent) => product * extent, frameCount);
    const resampled = allocate(outer * targetSize[axis] * inner);
    if (axis === 0) interpolateRows(voxels, resampled, size[0], samples, outside);
    else interpolateAxis(voxels, resampled, { outer, extent: size[axis], inner }, samples, outside);
    voxels = resampled;
    size[axis] = targetSize[axis];
  }
  return voxels === job.source ? copyOf(job) : voxels;
}

/** An array seen as (outer, extent, inner), to be resampled along the middle. */
interface AxisView {
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
}

function interpolateAxis(
  source: Voxels,
  target: Voxels,
  { outer, extent, inner }: AxisView,
  { lower, upper, weight }: AxisSamples,
  outside: number,
): void {
  const count = lower.length;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count; i++) {
      const at = (o * count + i) * inner;
      if (lower[i] === OUTSIDE) {
        target.fill(outside, at, at + inner);
        continue;
      }
      const a = (o * extent + lower[i]!) * inner;
      const b = (o * extent + upper[i]!) * inner;
      const w = weight[i]!;
      // a + w (b - a), not (1 - w) a + w b: between equal values it is that value, to the last bit.
      for (let n = 0; n < inner; n++) target[at + n] = source[a + n]! + w * (source[b + n]! - source[a + n]!);
    }
  }
}

/** `interpolateAxis` where inner is 1: rows of `extent` voxels, three times faster without the innermost loop. */
function interpolateRows(
  source: Voxels,
  target: Voxels,
  extent: number,
  { lower, upper, weight }: AxisSamples,
  outside: number,
): void {
  const count = lower.length;
  for (let at = 0, row = 0; at < target.length; at += count, row += extent) {
    for (let i = 0; i < count; i++) {
      const first = lower[i]!;
      const a = source[row + first]!;
      target[at + i] = first === OUTSIDE ? outside : a + weight[i]! * (source[row + upper[i]!]! - a);
    }
  }
}

function isIdentity({ lower, weight }: AxisSamples, extent: number): boolean {
  return lower.length === extent && lower.every((index, i) => index === i && weight[i] === 0);
}

function copyOf<A extends Voxels>({ source, allocate }: ResampleJob<A>): A {
  const copy = allocate(source.length);
  copy.set(source);
  return copy;
}
