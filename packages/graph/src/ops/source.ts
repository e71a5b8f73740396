/** Tensors that come from nowhere: constants. */
import { elementCount, type HostTensor, hostTensor, type Shape } from "@cmrkit/tensor";
import { apply, type Tensor } from "../trace.ts";

/** A tensor known when the graph is built. The graph keeps the data; do not write to them afterwards. */
export function constant(value: HostTensor): Tensor {
  return apply("Constant", [], { value });
}

/** A float32 constant of one repeated value. */
export function filled(shape: Shape, value: number): Tensor {
  return constant(hostTensor("float32", shape, new Float32Array(elementCount(shape)).fill(value)));
}

/** Whether a tensor is a constant of nothing but `value`. */
export function isFilledWith(x: Tensor, value: number): boolean {
  return (
    x.node.primitive === "Constant" &&
    x.node.attributes.value.data.every((element: number | bigint) => Number(element) === value)
  );
}
