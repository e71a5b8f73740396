/** Evaluators of primitives that sample planes: pooling and interpolation. A plane is one channel of one sample. */
import { elementCount, type Shape } from "@cmrkit/tensor";
import { interpolationMatrix } from "../interpolation.ts";
import type { PoolAttributes } from "../primitive.ts";
import type { Evaluators, Value } from "./evaluator.ts";
import { around } from "./offsets.ts";
import { meetings } from "./windows.ts";

/** Visits every sample under every position of the pooling window, by flat offsets into the whole tensors. */
function forEachPooled(
  input: Shape,
  output: Shape,
  { kernelShape, strides, pads }: PoolAttributes,
  visit: (from: number, to: number) => void,
): void {
  const [source, target] = [input.slice(2), output.slice(2)];
  const dilations = kernelShape.map(() => 1);
  const met = meetings({ source, target, kernel: kernelShape, strides, dilations, pads });
  for (let plane = 0; plane < input[0]! * input[1]!; plane++) {
    for (const at of met) visit(plane * elementCount(source) + at.source, plane * elementCount(target) + at.target);
  }
}

/** Interpolates one axis. */
function resizeAxis({ shape, data }: Value, axis: number, matrix: Float64Array, size: number): Value {
  const [before, extent, after] = around(shape, axis);
  const resized = new Float64Array(before * size * after);
  for (let b = 0; b < before; b++) {
    for (let target = 0; target < size; target++) {
      for (let source = 0; source < extent; source++) {
        const weight = matrix[target * extent + source]!;
        for (let a = 0; a < after; a++)
          resized[(b * size + target) * after + a]! += weight * data[(b * extent + source) * after + a]!;
      }
    }
  }
  return { shape: shape.with(axis, size), data: resized };
}

export const sampleEvaluators = {
  /** The first of equal maxima, in row-major order of the window. */
  MaxPool: ([x], attributes, [output]) => {
    const largest = new Float64Array(elementCount(output!.shape)).fill(Number.NEGATIVE_INFINITY);
    const source = new Float64Array(largest.length);
    forEachPooled(x!.shape, output!.shape, attributes, (from, to) => {
      if (x!.data[from]! <= largest[to]!) return;
      largest[to] = x!.data[from]!;
      source[to] = from;
    });
    return [largest, source];
  },
  AveragePool: ([x], attributes, [output]) => {
    const sum = new Float64Array(elementCount(output!.shape));
    const count = new Float64Array(sum.length);
    forEachPooled(x!.shape, output!.shape, attributes, (from, to) => {
      sum[to]! += x!.data[from]!;
      count[to]! += 1;
    });
    const windowSize = elementCount(attributes.kernelShape);
    return [sum.map((total, i) => total / (attributes.countIncludePad ? windowSize : count[i]!))];
  },
  Resize: ([x], attributes) => {
    const resized = attributes.sizes.reduce<Value>((value, size, i) => {
      const matrix = interpolationMatrix(attributes, value.shape[i + 2]!, size);
      return resizeAxis(value, i + 2, matrix, size);
    }, x!);
    return [resized.data];
  },
} satisfies Partial<Evaluators>;
