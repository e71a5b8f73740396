/**
 * Where the fields of a header lie, for both versions: one table read by the parser and the writer.
 *
 * Source: nifti1.h and nifti2.h. Version 2 holds the same fields, wider and in another order.
 */
import type { NiftiVersion } from "./header.ts";

type FieldType = "uint8" | "int16" | "int32" | "int64" | "float32" | "float64";

/** `count` numbers of one type, `at` bytes from the start of the file. */
export interface Field {
  readonly at: number;
  readonly type: FieldType;
  readonly count: number;
}

type FieldName =
  | "sizeofHdr"
  | "dim"
  | "intentCode"
  | "datatype"
  | "bitpix"
  | "pixdim"
  | "voxOffset"
  | "sclSlope"
  | "sclInter"
  | "xyztUnits"
  | "toffset"
  | "qformCode"
  | "sformCode"
  | "quatern"
  | "qoffset"
  | "srow"
  | "magic";

interface Layout {
  /** Bytes of the header, and the value of its first field, which tells version and byte order apart. */
  readonly headerByteCount: number;
  /** Where voxels begin when no extension follows: after the header and four zero bytes. */
  readonly dataStart: number;
  /** Magic string of a file that holds header and voxels. */
  readonly magic: readonly number[];
  readonly fields: Readonly<Record<FieldName, Field>>;
}

export const layouts: Readonly<Record<NiftiVersion, Layout>> = {
  1: {
    headerByteCount: 348,
    dataStart: 352,
    magic: [...ascii("n+1"), 0],
    fields: {
      sizeofHdr: { at: 0, type: "int32", count: 1 },
      dim: { at: 40, type: "int16", count: 8 },
      intentCode: { at: 68, type: "int16", count: 1 },
      datatype: { at: 70, type: "int16", count: 1 },
      bitpix: { at: 72, type: "int16", count: 1 },
      pixdim: { at: 76, type: "float32", count: 8 },
      voxOffset: { at: 108, type: "float32", count: 1 },
      sclSlope: { at: 112, type: "float32", count: 1 },
      sclInter: { at: 116, type: "float32", count: 1 },
      xyztUnits: { at: 123, type: "uint8", count: 1 },
      toffset: { at: 136, type: "float32", count: 1 },
      qformCode: { at: 252, type: "int16", count: 1 },
      sformCode: { at: 254, type: "int16", count: 1 },
      quatern: { at: 256, type: "float32", count: 3 },
      qoffset: { at: 268, type: "float32", count: 3 },
      srow: { at: 280, type: "float32", count: 12 },
      magic: { at: 344, type: "uint8", count: 4 },
    },
  },
  2: {
    headerByteCount: 540,
    dataStart: 544,
    magic: [...ascii("n+2"), 0, 0x0d, 0x0a, 0x1a, 0x0a],
    fields: {
      sizeofHdr: { at: 0, type: "int32", count: 1 },
      magic: { at: 4, type: "uint8", count: 8 },
      datatype: { at: 12, type: "int16", count: 1 },
      bitpix: { at: 14, type: "int16", count: 1 },
      dim: { at: 16, type: "int64", count: 8 },
      pixdim: { at: 104, type: "float64", count: 8 },
      voxOffset: { at: 168, type: "int64", count: 1 },
      sclSlope: { at: 176, type: "float64", count: 1 },
      sclInter: { at: 184, type: "float64", count: 1 },
      toffset: { at: 216, type: "float64", count: 1 },
      qformCode: { at: 344, type: "int32", count: 1 },
      sformCode: { at: 348, type: "int32", count: 1 },
      quatern: { at: 352, type: "float64", count: 3 },
      qoffset: { at: 376, type: "float64", count: 3 },
      srow: { at: 400, type: "float64", count: 12 },
      xyztUnits: { at: 500, type: "int32", count: 1 },
      intentCode: { at: 504, type: "int32", count: 1 },
    },
  },
};

/** The numbers of one field. 64-bit integers beyond 2⁵³ come out rounded: the caller's range checks refuse them. */
export function readField(view: DataView, { at, type, count }: Field, isLittleEndian: boolean): number[] {
  const { byteCount, read } = numberTypes[type];
  return Array.from({ length: count }, (_, i) => read(view, at + i * byteCount, isLittleEndian));
}

/** Puts the numbers of one field in place, little-endian. */
export function writeField(view: DataView, { at, type }: Field, numbers: readonly number[]): void {
  const { byteCount, write } = numberTypes[type];
  for (const [i, value] of numbers.entries()) write(view, at + i * byteCount, value);
}

interface NumberType {
  readonly byteCount: number;
  readonly read: (view: DataView, at: number, isLittleEndian: boolean) => number;
  readonly write: (view: DataView, at: number, value: number) => void;
}

const numberTypes: Readonly<Record<FieldType, NumberType>> = {
  uint8: { byteCount: 1, read: (view, at) => view.getUint8(at), write: (view, at, value) => view.setUint8(at, value) },
  int16: {
    byteCount: 2,
    read: (view, at, isLittleEndian) => view.getInt16(at, isLittleEndian),
    write: (view, at, value) => view.setInt16(at, value, true),
  },
  int32: {
    byteCount: 4,
    read: (view, at, isLittleEndian) => view.getInt32(at, isLittleEndian),
    write: (view, at, value) => view.setInt32(at, value, true),
  },
  int64: {
    byteCount: 8,
    read: (view, at, isLittleEndian) => Number(view.getBigInt64(at, isLittleEndian)),
    write: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  },
  float32: {
    byteCount: 4,
    read: (view, at, isLittleEndian) => view.getFloat32(at, isLittleEndian),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  float64: {
    byteCount: 8,
    read: (view, at, isLittleEndian) => view.getFloat64(at, isLittleEndian),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
};

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
