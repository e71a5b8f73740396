/** Element types of tensors: names as ONNX spells them in lower case, and the typed array that holds each. */

export interface DTypeArrays {
  float32: Float32Array;
  float64: Float64Array;
  /** IEEE 754 half-precision bit patterns; see `float16.ts`. */
  float16: Uint16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  /** 0 or 1. */
  bool: Uint8Array;
}

export type DType = keyof DTypeArrays;

export type TensorData = DTypeArrays[DType];

const constructors: { readonly [D in DType]: new (length: number) => DTypeArrays[D] } = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/** Bytes of one element. */
export const bytesPerElement: { readonly [D in DType]: number } = {
  float32: 4,
  float64: 8,
  float16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
};

/** A zero-filled array for `length` elements. */
export function allocate<D extends DType>(dtype: D, length: number): DTypeArrays[D] {
  return new constructors[dtype](length);
}

/** Whether elements are real numbers, so that a gradient can pass. */
export function isFloating(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64" || dtype === "float16";
}
