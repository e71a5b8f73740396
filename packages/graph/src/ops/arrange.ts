/** Operations that move elements. Axes may be negative, counted from the end. */
import { elementCount, int64, normalAxis, type Shape, ShapeError, sameShape, showShape } from "@cmrkit/tensor";
import { apply, type Tensor } from "../trace.ts";
import { constant } from "./source.ts";

/** The same elements in row-major order under another shape; one extent may be −1. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const resolved = resolveExtent(x, shape);
  return sameShape(resolved, x.shape) ? x : apply("Reshape", [x], { shape: resolved });
}

function resolveExtent(x: Tensor, shape: Shape): number[] {
  const free = shape.indexOf(-1);
  if (free === -1) return [...shape];
  const known = -elementCount(shape);
  const count = elementCount(x.shape);
  if (count % known !== 0)
    throw new ShapeError(`Reshape of ${showShape(x.shape)}: ${showShape(shape)} does not divide it`);
  return shape.with(free, count / known);
}

/** Axes in a new order: axis i of the result is axis `perm[i]` of x. */
export function transpose(x: Tensor, perm: readonly number[]): Tensor {
  return perm.every((axis, i) => axis === i) ? x : apply("Transpose", [x], { perm });
}

/** The last two axes swapped. */
export function transposeLast(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

export function expand(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply("Expand", [x], { shape });
}

/** Where a slice begins, ends and steps along one axis. */
export interface AxisRange {
  readonly axis: number;
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

/** The part of x within the ranges; axes without one stay whole. Negative bounds count from the end. */
export function slice(x: Tensor, ranges: readonly AxisRange[]): Tensor {
  const starts = x.shape.map(() => 0);
  const ends = [...x.shape];
  const steps = x.shape.map(() => 1);
  for (const { axis, start = 0, end, step = 1 } of ranges) {
    const a = normalAxis("Slice", axis, x.shape.length);
    const extent = x.shape[a]!;
    starts[a] = start < 0 ? start + extent : start;
    ends[a] = end === undefined ? extent : end < 0 ? end + extent : end;
    steps[a] = step;
  }
  const whole = x.shape.every((extent, a) => starts[a] === 0 && ends[a] === extent && steps[a] === 1);
  return whole ? x : apply("Slice", [x], { starts, ends, steps });
}

/** Consecutive parts of x along an axis, of the given extents. */
export function split(x: Tensor, axis: number, extents: readonly number[]): Tensor[] {
  let start = 0;
  return extents.map((extent) => {
    start += extent;
    return slice(x, [{ axis, start: start - extent, end: start }]);
  });
}

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  if (parts.length === 1) return parts[0]!;
  return apply("Concat", parts, { axis: normalAxis("Concat", axis, parts[0]?.shape.length ?? 0) });
}

/** Pads with a constant; `begins` and `ends` have one entry per axis. */
export function pad(x: Tensor, begins: readonly number[], ends: readonly number[], value = 0): Tensor {
  const pads = [...begins, ...ends];
  return pads.every((extent) => extent === 0) ? x : apply("Pad", [x], { pads, value });
}

/** The entries of `data` that int64 `indices` name along an axis, which the axes of `indices` replace. */
export function gather(data: Tensor, indices: Tensor, axis = 0): Tensor {
  return apply("Gather", [data, indices], { axis: normalAxis("Gather", axis, data.shape.length) });
}

export function gatherElements(data: Tensor, indices: Tensor, axis: number): Tensor {
  return apply("GatherElements", [data, indices], { axis: normalAxis("GatherElements", axis, data.shape.length) });
}

/** `data` with each update added at the element that its index names along an axis. */
export function scatterElementsAdd(data: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor {
  return apply("ScatterElementsAdd", [data, indices, updates], {
    axis: normalAxis("ScatterElementsAdd", axis, data.shape.length),
  });
}

/** `data` with slices of updates added at the positions that the last axis of `indices` names. */
export function scatterNDAdd(data: Tensor, indices: Tensor, updates: Tensor): Tensor {
  return apply("ScatterNDAdd", [data, indices, updates], {});
}

/** The int64 numbers 0 … n − 1. */
export function iota(n: number): Tensor {
  return constant(
    int64(
      [n],
      Array.from({ length: n }, (_, i) => i),
    ),
  );
}

export function argMax(x: Tensor, axis: number, keepdims = false): Tensor {
  return apply("ArgMax", [x], { axis: normalAxis("ArgMax", axis, x.shape.length), keepdims });
}

/** int64 classes as float32 indicator vectors along a new axis. */
export function oneHot(indices: Tensor, depth: number, axis = -1): Tensor {
  return apply("OneHot", [indices], { axis: normalAxis("OneHot", axis, indices.shape.length + 1), depth });
}
