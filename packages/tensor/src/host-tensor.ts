/** Arrays in host memory: what enters and leaves a graph. */
import { allocate, type DType, type DTypeArrays, type TensorData } from "./dtype.ts";
import { ShapeError } from "./errors.ts";
import { elementCount, type Shape, showShape } from "./shape.ts";

/** A dense row-major array. The data may be shared; nothing in this package writes to it. */
export interface HostTensor<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: Shape;
  readonly data: DTypeArrays[D];
}

/** Tensors by name: parameters, optimiser state, the contents of a weight file. */
export type NamedTensors = ReadonlyMap<string, HostTensor>;

/**
 * A tensor over existing data.
 * @throws {ShapeError} when the data do not fill the shape exactly.
 */
export function hostTensor<D extends DType>(dtype: D, shape: Shape, data: DTypeArrays[D]): HostTensor<D> {
  if (data.length !== elementCount(shape))
    throw new ShapeError(`hostTensor: ${data.length} elements do not fill ${showShape(shape)}`);
  return { dtype, shape, data };
}

/** A float32 tensor of the given numbers. */
export function float32(shape: Shape, values: ArrayLike<number>): HostTensor<"float32"> {
  return hostTensor("float32", shape, values instanceof Float32Array ? values : Float32Array.from(values));
}

/** An int64 tensor of the given whole numbers. */
export function int64(shape: Shape, values: ArrayLike<number>): HostTensor<"int64"> {
  return hostTensor("int64", shape, BigInt64Array.from(Array.from(values, BigInt)));
}

export function zeros<D extends DType>(dtype: D, shape: Shape): HostTensor<D> {
  return { dtype, shape, data: allocate(dtype, elementCount(shape)) };
}

/** Elements as JavaScript numbers, whatever the element type. Half floats are decoded by `float16.ts`, not here. */
export function toNumbers(data: TensorData): ArrayLike<number> {
  return data instanceof BigInt64Array ? Array.from(data, Number) : data;
}
