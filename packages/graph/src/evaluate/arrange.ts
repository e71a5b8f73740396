/** Evaluators of primitives that move elements without looking at them: each reads or writes one strided view. */
import { elementCount, rowMajorStrides, type Shape } from "@cmrkit/tensor";
import type { Evaluators, Value } from "./evaluator.ts";
import { toFloat64 } from "./host-value.ts";
import { broadcastOffsets, readAt, viewOffsets } from "./offsets.ts";

/** Flat offset of a position. */
function offsetOf(position: readonly number[], strides: readonly number[]): number {
  return position.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
}

/** Writes a whole tensor into a larger one, with its first element at `corner`. */
function place(target: Float64Array, targetShape: Shape, part: Value, corner: readonly number[]): void {
  const strides = rowMajorStrides(targetShape);
  const offsets = viewOffsets(part.shape, strides, offsetOf(corner, strides));
  for (const [i, offset] of offsets.entries()) target[offset] = part.data[i]!;
}

export const arrangeEvaluators = {
  Constant: (_inputs, { value }) => [toFloat64(value)],
  Reshape: ([x]) => [x!.data],
  Transpose: ([x], { perm }, [output]) => {
    const strides = rowMajorStrides(x!.shape);
    const permuted = perm.map((axis) => strides[axis]!);
    return [readAt(x!.data, viewOffsets(output!.shape, permuted))];
  },
  Expand: ([x], _attributes, [output]) => [readAt(x!.data, broadcastOffsets(x!.shape, output!.shape))],
  Slice: ([x], { starts, steps }, [output]) => {
    const strides = rowMajorStrides(x!.shape);
    const stepped = strides.map((stride, axis) => stride * steps[axis]!);
    return [readAt(x!.data, viewOffsets(output!.shape, stepped, offsetOf(starts, strides)))];
  },
  Concat: (parts, { axis }, [output]) => {
    const whole = new Float64Array(elementCount(output!.shape));
    let start = 0;
    for (const part of parts) {
      place(
        whole,
        output!.shape,
        part,
        part.shape.map((_, i) => (i === axis ? start : 0)),
      );
      start += part.shape[axis]!;
    }
    return [whole];
  },
  Pad: ([x], { pads, value }, [output]) => {
    const padded = new Float64Array(elementCount(output!.shape)).fill(value);
    place(padded, output!.shape, x!, pads.slice(0, x!.shape.length));
    return [padded];
  },
} satisfies Partial<Evaluators>;
