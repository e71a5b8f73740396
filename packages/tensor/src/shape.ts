/** Sizes of tensors, row-major: the last axis is contiguous. */
import { ShapeError } from "./errors.ts";

export type Shape = readonly number[];

/** Number of elements; 1 for a scalar (rank 0). */
export function elementCount(shape: Shape): number {
  return shape.reduce((count, extent) => count * extent, 1);
}

/** Elements to step for one step along each axis. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * The shape two operands broadcast to: aligned at the last axis, an extent of 1 stretches.
 *
 * Source: ONNX "Multidirectional Broadcasting"; the rule of NumPy and PyTorch.
 * @throws {ShapeError} naming `operation` and both shapes.
 */
export function broadcastShapes(operation: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const p = a[axis - (rank - a.length)] ?? 1;
    const q = b[axis - (rank - b.length)] ?? 1;
    if (p !== q && p !== 1 && q !== 1)
      throw new ShapeError(`${operation}: ${showShape(a)} and ${showShape(b)} do not broadcast (axis ${axis})`);
    return p === 1 ? q : p;
  });
}

/** An axis counted from the end when negative, as a position from the front. */
export function normalAxis(operation: string, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= rank)
    throw new ShapeError(`${operation}: axis ${axis} does not exist in rank ${rank}`);
  return positive;
}

export function showShape(shape: Shape): string {
  return `(${shape.join(", ")})`;
}
