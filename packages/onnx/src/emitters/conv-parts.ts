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

/** A convolution by the names of its tensors. */
export interface NamedConvolution {
  readonly x: string;
  readonly xShape: readonly number[];
  readonly weight: string;
  /** (K, C / group, …). */
  readonly weightShape: readonly number[];
  readonly bias: string | undefined;
  readonly strides: readonly number[];
  /** Begins then ends. */
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
  readonly group: number;
}

/** Extents of the output of a convolution at stride 1. */
export function outputExtents({ xShape, weightShape, pads, dilations }: NamedConvolution): number[] {
  const kernel = weightShape.slice(2);
  const n = kernel.length;
  return kernel.map((taps, i) => xShape[i + 2]! + pads[i]! + pads[n + i]! - dilations[i]! * (taps - 1));
}

/** The first two of three axes of a convolution at stride 1. */
export function planeSpec({ weightShape, pads, dilations, group }: NamedConvolution) {
  const ofPlane = { strides: [1, 1], pads: [0, 1, 3, 4].map((i) => pads[i]!), dilations: dilations.slice(0, 2), group };
  return convSpec(ofPlane, weightShape.slice(2, 4));
}
