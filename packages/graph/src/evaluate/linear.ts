/** Evaluators of products and convolutions, by direct loops. */
import { elementCount, type Shape } from "@cmrkit/tensor";
import type { ConvAttributes } from "../primitive.ts";
import type { Evaluators, Value } from "./evaluator.ts";
import { broadcastOffsets } from "./offsets.ts";
import { meetings } from "./windows.ts";

/** The shapes that a convolution relates, whichever of the three is being computed. */
interface Convolution {
  /** (B, C, …) */
  readonly x: Shape;
  /** (K, C / group, …) */
  readonly weight: Shape;
  /** (B, K, …) */
  readonly y: Shape;
  readonly attributes: ConvAttributes;
}

/**
 * Visits every product x · weight · y of the trilinear form that a convolution is, by flat offsets. Conv sums the
 * products of x and weight for each y; its adjoints sum those of two others for the third.
 */
function forEachProduct(
  { x, weight, y, attributes }: Convolution,
  visit: (xOffset: number, weightOffset: number, yOffset: number) => void,
): void {
  const [B, C, ...source] = x;
  const [K, perGroup, ...kernel] = weight;
  const target = y.slice(2);
  const [sourceSize, kernelSize, targetSize] = [source, kernel, target].map(elementCount) as [number, number, number];
  for (const meeting of meetings({ ...attributes, source, target, kernel })) {
    for (let b = 0; b < B!; b++) {
      for (let k = 0; k < K!; k++) {
        const firstChannel = Math.floor(k / (K! / attributes.group)) * perGroup!;
        for (let c = 0; c < perGroup!; c++) {
          const xOffset = (b * C! + firstChannel + c) * sourceSize + meeting.source;
          const weightOffset = (k * perGroup! + c) * kernelSize + meeting.kernel;
          visit(xOffset, weightOffset, (b * K! + k) * targetSize + meeting.target);
        }
      }
    }
  }
}

/** Zeros (B, C, …), or each channel's bias. */
function filledWithBias(shape: Shape, bias: Value | undefined): Float64Array {
  const [, C, ...spatial] = shape;
  const perChannel = elementCount(spatial);
  return new Float64Array(elementCount(shape)).map((_, i) => bias?.data[Math.floor(i / perChannel) % C!] ?? 0);
}

/** Row and column strides of an operand's matrices, and their inner extent. */
function matrixOf({ shape }: Value, isTransposed: boolean) {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  return isTransposed
    ? { columns: rows, rowStride: 1, columnStride: columns, size: rows * columns }
    : { columns, rowStride: columns, columnStride: 1, size: rows * columns };
}

export const linearEvaluators = {
  MatMul: ([a, b], { transA, transB }, [output]) => {
    const [left, right] = [matrixOf(a!, transA), matrixOf(b!, transB)];
    const [M, N] = [output!.shape.at(-2)!, output!.shape.at(-1)!];
    const batch = output!.shape.slice(0, -2);
    const leftBatch = broadcastOffsets(a!.shape.slice(0, -2), batch);
    const rightBatch = broadcastOffsets(b!.shape.slice(0, -2), batch);
    const product = new Float64Array(elementCount(output!.shape));
    for (let i = 0; i < product.length; i++) {
      const [matrix, row, column] = [Math.floor(i / (M * N)), Math.floor(i / N) % M, i % N];
      const aStart = leftBatch[matrix]! * left.size + row * left.rowStride;
      const bStart = rightBatch[matrix]! * right.size + column * right.columnStride;
      for (let inner = 0; inner < left.columns; inner++)
        product[i]! += a!.data[aStart + inner * left.columnStride]! * b!.data[bStart + inner * right.rowStride]!;
    }
    return [product];
  },
  Conv: ([x, weight, bias], attributes, [output]) => {
    const y = filledWithBias(output!.shape, bias);
    forEachProduct({ x: x!.shape, weight: weight!.shape, y: output!.shape, attributes }, (xAt, weightAt, yAt) => {
      y[yAt]! += x!.data[xAt]! * weight!.data[weightAt]!;
    });
    return [y];
  },
  ConvTranspose: ([y, weight, bias], attributes, [output]) => {
    const x = filledWithBias(output!.shape, bias);
    forEachProduct({ x: output!.shape, weight: weight!.shape, y: y!.shape, attributes }, (xAt, weightAt, yAt) => {
      x[xAt]! += y!.data[yAt]! * weight!.data[weightAt]!;
    });
    return [x];
  },
  ConvWeightGradient: ([x, y], attributes, [output]) => {
    const weight = new Float64Array(elementCount(output!.shape));
    forEachProduct({ x: x!.shape, weight: output!.shape, y: y!.shape, attributes }, (xAt, weightAt, yAt) => {
      weight[weightAt]! += x!.data[xAt]! * y!.data[yAt]!;
    });
    return [weight];
  },
} satisfies Partial<Evaluators>;
