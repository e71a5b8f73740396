/** Tensors gathered from their storages. */
import {
  type ByteSource,
  type DType,
  decodeBfloat16,
  elementCount,
  type HostTensor,
  readBytes,
  rowMajorStrides,
  type TensorData,
} from "@cmrkit/tensor";
import type { ArchivedBytes } from "./archived-bytes.ts";
import { lastElement, type TensorView } from "./pickled-tensors.ts";

/** Reads no more of the storage than lies between the tensor's first and last element. */
export function readTensorView(source: ByteSource, { byteOffset }: ArchivedBytes, view: TensorView): HostTensor {
  const { shape, strides, offset, type } = view;
  const span = elementCount(shape) === 0 ? 0 : lastElement(shape, strides) + 1;
  const bytes = readBytes(source, byteOffset + offset * type.bytes, span * type.bytes);
  const dense = isDense(shape, strides) ? bytes : gathered(bytes, view);
  const data = type.storedAs === "BF16" ? decodeBfloat16(dense) : viewAs(type.dtype, dense.buffer);
  return { dtype: type.dtype, shape, data };
}

/** Whether elements lie in row-major order. Strides along axes of one element say nothing. */
function isDense(shape: readonly number[], strides: readonly number[]): boolean {
  const dense = rowMajorStrides(shape);
  return shape.every((extent, axis) => extent <= 1 || strides[axis] === dense[axis]);
}

/** Elements in row-major order. */
function gathered(bytes: Uint8Array, { shape, strides, type }: TensorView): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(elementCount(shape) * type.bytes);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to += type.bytes) {
    for (let byte = 0; byte < type.bytes; byte++) result[to + byte] = bytes[from * type.bytes + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = index[axis]! + 1;
      from += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

const views: { readonly [D in DType]: (buffer: ArrayBuffer) => TensorData } = {
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => new Float64Array(buffer),
  float16: (buffer) => new Uint16Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  int64: (buffer) => new BigInt64Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  bool: (buffer) => new Uint8Array(buffer),
};

function viewAs(dtype: DType, buffer: ArrayBuffer): TensorData {
  return views[dtype](buffer);
}
