/** Evaluators of primitives that find elements by index, or make indices. Negative indices count from the end. */
import { elementCount, rowMajorStrides, type Shape } from "@cmrkit/tensor";
import { EvaluationError } from "../errors.ts";
import type { Evaluators, Value } from "./evaluator.ts";
import { around, viewOffsets } from "./offsets.ts";

/** @throws {EvaluationError} `index-out-of-range`. */
function positionOf(primitive: string, index: number, extent: number): number {
  const position = index < 0 ? index + extent : index;
  if (position >= 0 && position < extent) return position;
  const range = `${-extent} … ${extent - 1}`;
  throw new EvaluationError("index-out-of-range", `${primitive}: index ${index} is not within ${range}`);
}

/** For each index, the flat offset in `data` of the element that it names along an axis, its own position elsewhere. */
function namedOffsets(primitive: string, data: Value, indices: Value, axis: number): Int32Array {
  const strides = rowMajorStrides(data.shape);
  const base = viewOffsets(indices.shape, strides.with(axis, 0));
  return base.map((offset, i) => offset + strides[axis]! * positionOf(primitive, indices.data[i]!, data.shape[axis]!));
}

/** For each tuple along the last axis of `indices`, the flat offset of the slice of `data` that it names. */
function sliceOffsets(primitive: string, data: Shape, indices: Value): number[] {
  const depth = indices.shape.at(-1)!;
  const strides = rowMajorStrides(data);
  return Array.from({ length: indices.data.length / depth }, (_, tuple) => {
    const position = indices.data.subarray(tuple * depth, (tuple + 1) * depth);
    return position.reduce((sum, index, axis) => sum + strides[axis]! * positionOf(primitive, index, data[axis]!), 0);
  });
}

function indexOfMaximum(line: readonly number[]): number {
  return line.reduce((best, element, i) => (element > line[best]! ? i : best), 0);
}

export const indexByEvaluators = {
  Gather: ([data, indices], { axis }, [output]) => {
    const [before, extent, after] = around(data!.shape, axis);
    const gathered = new Float64Array(elementCount(output!.shape));
    for (let b = 0; b < before; b++) {
      for (const [i, index] of indices!.data.entries()) {
        const start = (b * extent + positionOf("Gather", index, extent)) * after;
        gathered.set(data!.data.subarray(start, start + after), (b * indices!.data.length + i) * after);
      }
    }
    return [gathered];
  },
  GatherElements: ([data, indices], { axis }) => {
    const offsets = namedOffsets("GatherElements", data!, indices!, axis);
    return [Float64Array.from(offsets, (offset) => data!.data[offset]!)];
  },
  ScatterElementsAdd: ([data, indices, updates], { axis }) => {
    const sums = data!.data.slice();
    const offsets = namedOffsets("ScatterElementsAdd", data!, indices!, axis);
    for (const [i, offset] of offsets.entries()) sums[offset]! += updates!.data[i]!;
    return [sums];
  },
  ScatterNDAdd: ([data, indices, updates]) => {
    const sums = data!.data.slice();
    const sliceSize = elementCount(data!.shape.slice(indices!.shape.at(-1)!));
    for (const [tuple, start] of sliceOffsets("ScatterNDAdd", data!.shape, indices!).entries()) {
      for (let i = 0; i < sliceSize; i++) sums[start + i]! += updates!.data[tuple * sliceSize + i]!;
    }
    return [sums];
  },
  ArgMax: ([x], { axis }) => {
    const [before, extent, after] = around(x!.shape, axis);
    const lineStarts = viewOffsets([before, after], [extent * after, 1]);
    const line = (start: number) => Array.from({ length: extent }, (_, step) => x!.data[start + step * after]!);
    return [Float64Array.from(lineStarts, (start) => indexOfMaximum(line(start)))];
  },
  /** A class outside 0 … depth − 1 (after counting negatives from the end) has no indicator, as ONNX OneHot. */
  OneHot: ([indices], { axis, depth }, [output]) => {
    const [before, , after] = around(output!.shape, axis);
    const indicators = new Float64Array(elementCount(output!.shape));
    for (const [i, offset] of viewOffsets([before, after], [depth * after, 1]).entries()) {
      const index = indices!.data[i]!;
      const position = index < 0 ? index + depth : index;
      if (position >= 0 && position < depth) indicators[offset + position * after] = 1;
    }
    return [indicators];
  },
} satisfies Partial<Evaluators>;
