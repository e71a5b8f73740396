/** What convolutions and their gradients are emitted with. */
import type { ConvAttributes } from "@cmrkit/graph";
import { integer, type ModelBuilder, type NodeSpec } from "../model-builder.ts";

export function convSpec(
  { strides, pads, dilations, group }: ConvAttributes,
  kernel: readonly number[],
): Required<Pick<NodeSpec, "attributes">> {
  return { attributes: { strides, pads, dilations, group: integer(group), kernel_shape: kernel } };
}

export function isUnit(values: readonly number[]): boolean {
  return values.every((value) => value === 1);
}

export function isZero(values: readonly number[]): boolean {
  return values.every((value) => value === 0);
}

export function reshape(builder: ModelBuilder, x: string, shape: readonly number[], output?: string): string {
  return builder.add("Reshape", [x, builder.int64Vector(shape)], {}, output);
}

export function transpose(builder: ModelBuilder, x: string, perm: readonly number[]): string {
  return builder.add("Transpose", [x], { attributes: { perm } });
}

/** (B, K, L) and (B, C, L) → (B, K, C). */
export function productOfRows(builder: ModelBuilder, a: string, b: string): string {
  return builder.add("FusedMatMul", [a, b], { attributes: { transB: integer(1) }, domain: "com.microsoft" });
}

/** (B, M, N) → (M, N), or (1, M, N) where one sample leaves nothing to sum. */
export function sumOverBatch(builder: ModelBuilder, x: string, B: number): string {
  if (B === 1) return x;
  return builder.add("ReduceSum", [x, builder.int64Vector([0])], { attributes: { keepdims: integer(0) } });
}
