/** What shape rules check, each with a message that names the primitive and the shapes. */
import { type DType, type Shape, ShapeError, showShape } from "@cmrkit/tensor";

interface Typed {
  readonly dtype: DType;
  readonly shape: Shape;
}

export function refuse(primitive: string, inputs: readonly Typed[], reason: string): never {
  throw new ShapeError(`${primitive} of ${inputs.map(({ shape }) => showShape(shape)).join(" and ")}: ${reason}`);
}

/** The inputs, counted and of one element type where `sameDtype` says so. */
export function expectInputs(primitive: string, inputs: readonly Typed[], least: number, most = least): void {
  if (inputs.length < least || inputs.length > most)
    refuse(primitive, inputs, `takes ${least === most ? least : `${least} to ${most}`} tensors, ${inputs.length} came`);
}

export function expectSameDtype(primitive: string, inputs: readonly Typed[]): DType {
  const dtype = inputs[0]!.dtype;
  const other = inputs.find((input) => input.dtype !== dtype);
  if (other) refuse(primitive, inputs, `element types ${dtype} and ${other.dtype} differ`);
  return dtype;
}

export function expectDtype(primitive: string, inputs: readonly Typed[], index: number, dtype: DType): void {
  const actual = inputs[index]!.dtype;
  if (actual !== dtype) refuse(primitive, inputs, `tensor ${index} must be ${dtype}, it is ${actual}`);
}

export function expectAxis(primitive: string, inputs: readonly Typed[], axis: number, rank: number): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank)
    refuse(primitive, inputs, `axis ${axis} is not within 0 … ${rank - 1}`);
}
