/**
 * The voxel types of NIfTI that hold one integer or real number each.
 *
 * Source: nifti1.h, NIFTI_TYPE_*. Complex, RGB and 128-bit types have no meaning as intensities or labels here.
 */

const datatypes = [
  "uint8",
  "int16",
  "int32",
  "float32",
  "float64",
  "int8",
  "uint16",
  "uint32",
  "int64",
  "uint64",
] as const;

export type NiftiDatatype = (typeof datatypes)[number];

/** Voxels as stored, in the byte order of this machine. */
export type NiftiArray =
  | Uint8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

interface Storage {
  readonly code: number;
  readonly byteCount: 1 | 2 | 4 | 8;
  /** Views a whole buffer as voxels. */
  readonly view: (buffer: ArrayBuffer) => NiftiArray;
}

/** Code, size and array of each type. */
export const storageOf: Readonly<Record<NiftiDatatype, Storage>> = {
  uint8: { code: 2, byteCount: 1, view: (buffer) => new Uint8Array(buffer) },
  int16: { code: 4, byteCount: 2, view: (buffer) => new Int16Array(buffer) },
  int32: { code: 8, byteCount: 4, view: (buffer) => new Int32Array(buffer) },
  float32: { code: 16, byteCount: 4, view: (buffer) => new Float32Array(buffer) },
  float64: { code: 64, byteCount: 8, view: (buffer) => new Float64Array(buffer) },
  int8: { code: 256, byteCount: 1, view: (buffer) => new Int8Array(buffer) },
  uint16: { code: 512, byteCount: 2, view: (buffer) => new Uint16Array(buffer) },
  uint32: { code: 768, byteCount: 4, view: (buffer) => new Uint32Array(buffer) },
  int64: { code: 1024, byteCount: 8, view: (buffer) => new BigInt64Array(buffer) },
  uint64: { code: 1280, byteCount: 8, view: (buffer) => new BigUint64Array(buffer) },
};

/** The type with this code, or undefined when it holds more than one number a voxel, or does not exist. */
export function datatypeOfCode(code: number): NiftiDatatype | undefined {
  return datatypes.find((name) => storageOf[name].code === code);
}
