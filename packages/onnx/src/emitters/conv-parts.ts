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
