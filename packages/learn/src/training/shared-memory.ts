/** Tensors in memory that threads share. */
import { type DType, elementCount, float32, type HostTensor, type Shape } from "@cmrkit/tensor";

/** Zeros that every thread may read and write in place. */
export function sharedZeros(shape: Shape): HostTensor<"float32"> {
  const bytes = elementCount(shape) * Float32Array.BYTES_PER_ELEMENT;
  return float32(shape, new Float32Array(new SharedArrayBuffer(bytes)));
}

/** A copy in shared memory; tensors of other element types as they are, which then travel as copies. */
export function shared<D extends DType>(tensor: HostTensor<D>): HostTensor<D> {
  const { data } = tensor;
  if (!(data instanceof Float32Array)) return tensor;
  const copy = new Float32Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return { ...tensor, data: copy } as unknown as HostTensor<D>;
}
