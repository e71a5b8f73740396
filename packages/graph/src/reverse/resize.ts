/** The reverse rule of interpolation: the transposed interpolation matrix, axis by axis. */
import { elementCount, float32 } from "@cmrkit/tensor";
import { interpolationMatrix } from "../interpolation.ts";
import { averagePool, constant, matMul, mul, reshape } from "../ops/index.ts";
import type { ResizeAttributes } from "../primitive.ts";
import type { Tensor } from "../trace.ts";
import type { ReverseRules } from "./rule.ts";

export const resizeReverseRules = {
  Resize: ({ inputs: [x], attributes }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const spatial = x!.shape.slice(2);
    const factors = attributes.sizes.map((size, i) => size / spatial[i]!);
    const repeatsWholeSamples = attributes.mode === "nearest" && attributes.coordinates !== "align-corners";
    if (repeatsWholeSamples && factors.every(Number.isInteger)) return [sumOfBlocks(gradient, factors)];
    return [spatial.reduce((value, extent, i) => transposedAxis(value, i + 2, extent, attributes), gradient)];
  },
} satisfies Partial<ReverseRules>;

/** The adjoint of repeating each sample `factors` times. */
function sumOfBlocks(gradient: Tensor, factors: readonly number[]): Tensor {
  return mul(averagePool(gradient, factors), elementCount(factors));
}

/** The adjoint of interpolating one axis from `extent` samples. */
function transposedAxis(gradient: Tensor, axis: number, extent: number, rule: ResizeAttributes): Tensor {
  const { shape } = gradient;
  const size = shape[axis]!;
  if (size === extent) return gradient; // every coordinate rule maps an axis of unchanged extent onto itself
  const matrix = constant(float32([size, extent], interpolationMatrix(rule, extent, size)));
  const after = elementCount(shape.slice(axis + 1));
  if (after === 1) return reshape(matMul(gradient, matrix), shape.with(axis, extent));
  const lines = reshape(gradient, [-1, size, after]);
  return reshape(matMul(matrix, lines, { transA: true }), shape.with(axis, extent));
}
