/**
 * NIfTI files laid down field by field from the offsets printed in nifti1.h and nifti2.h, in either byte order: written
 * without the package's own table, so that a wrong offset there cannot hide.
 */

type Voxel = "uint8" | "int8" | "int16" | "uint16" | "int32" | "uint32" | "float32" | "float64" | "int64" | "uint64";

interface HandLaidFile {
  readonly version: 1 | 2;
  readonly isLittleEndian: boolean;
  readonly dim: readonly number[];
  readonly datatype: Voxel;
  readonly voxels: readonly number[];
  readonly pixdim: readonly number[];
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quatern: readonly number[];
  readonly qoffset: readonly number[];
  readonly srow: readonly number[];
  readonly xyztUnits: number;
  readonly toffset: number;
  readonly sclSlope: number;
  readonly sclInter: number;
}

/** A 3 × 2 × 2 image of 1.5 × 2 × 8 mm voxels, sform only, voxels 0…11, int16. */
const plainFile: HandLaidFile = {
  version: 1,
  isLittleEndian: true,
  dim: [3, 3, 2, 2, 1, 1, 1, 1],
  datatype: "int16",
  voxels: Array.from({ length: 12 }, (_, i) => i),
  pixdim: [1, 1.5, 2, 8, 1, 1, 1, 1],
  qformCode: 0,
  sformCode: 1,
  quatern: [0, 0, 0],
  qoffset: [0, 0, 0],
  srow: [1.5, 0, 0, 10, 0, 2, 0, 20, 0, 0, 8, 30],
  xyztUnits: 2,
  toffset: 0,
  sclSlope: 1,
  sclInter: 0,
};

const voxelCode: Record<Voxel, number> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
  int64: 1024,
  uint64: 1280,
};

export const voxelTypes: readonly Voxel[] = [
  "uint8",
  "int8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float32",
  "float64",
  "int64",
  "uint64",
];

function voxelBytes(datatype: Voxel): number {
  return Number(/\d+$/.exec(datatype)?.[0]) / 8;
}

/** The bytes of a file that differs from the plain one in the given fields. */
export function niftiBytes(changes: Partial<HandLaidFile> = {}): Uint8Array<ArrayBuffer> {
  const file = { ...plainFile, ...changes };
  const dataStart = file.version === 1 ? 352 : 544;
  const bytes = new Uint8Array(dataStart + file.voxels.length * voxelBytes(file.datatype));
  const view = new DataView(bytes.buffer);
  if (file.version === 1) layHeader1(view, file);
  else layHeader2(view, file);
  for (const [i, voxel] of file.voxels.entries()) layVoxel(view, dataStart, i, voxel, file);
  return bytes;
}

function layHeader1(view: DataView, file: HandLaidFile) {
  const le = file.isLittleEndian;
  view.setInt32(0, 348, le);
  for (const [i, extent] of file.dim.entries()) view.setInt16(40 + 2 * i, extent, le);
  view.setInt16(70, voxelCode[file.datatype], le);
  view.setInt16(72, voxelBytes(file.datatype) * 8, le);
  for (const [i, size] of file.pixdim.entries()) view.setFloat32(76 + 4 * i, size, le);
  view.setFloat32(108, 352, le);
  view.setFloat32(112, file.sclSlope, le);
  view.setFloat32(116, file.sclInter, le);
  view.setUint8(123, file.xyztUnits);
  view.setFloat32(136, file.toffset, le);
  view.setInt16(252, file.qformCode, le);
  view.setInt16(254, file.sformCode, le);
  const transforms = [...file.quatern, ...file.qoffset, ...file.srow];
  for (const [i, value] of transforms.entries()) view.setFloat32(256 + 4 * i, value, le);
  for (const [i, byte] of [0x6e, 0x2b, 0x31, 0].entries()) view.setUint8(344 + i, byte);
}

function layHeader2(view: DataView, file: HandLaidFile) {
  const le = file.isLittleEndian;
  view.setInt32(0, 540, le);
  for (const [i, byte] of [0x6e, 0x2b, 0x32, 0, 0x0d, 0x0a, 0x1a, 0x0a].entries()) view.setUint8(4 + i, byte);
  view.setInt16(12, voxelCode[file.datatype], le);
  view.setInt16(14, voxelBytes(file.datatype) * 8, le);
  for (const [i, extent] of file.dim.entries()) view.setBigInt64(16 + 8 * i, BigInt(extent), le);
  for (const [i, size] of file.pixdim.entries()) view.setFloat64(104 + 8 * i, size, le);
  view.setBigInt64(168, 544n, le);
  view.setFloat64(176, file.sclSlope, le);
  view.setFloat64(184, file.sclInter, le);
  view.setFloat64(216, file.toffset, le);
  view.setInt32(344, file.qformCode, le);
  view.setInt32(348, file.sformCode, le);
  const transforms = [...file.quatern, ...file.qoffset, ...file.srow];
  for (const [i, value] of transforms.entries()) view.setFloat64(352 + 8 * i, value, le);
  view.setInt32(500, file.xyztUnits, le);
}

function layVoxel(
  view: DataView,
  dataStart: number,
  i: number,
  value: number,
  { datatype, isLittleEndian }: HandLaidFile,
) {
  const at = dataStart + i * voxelBytes(datatype);
  const le = isLittleEndian;
  const lay: Record<Voxel, () => void> = {
    uint8: () => view.setUint8(at, value),
    int8: () => view.setInt8(at, value),
    int16: () => view.setInt16(at, value, le),
    uint16: () => view.setUint16(at, value, le),
    int32: () => view.setInt32(at, value, le),
    uint32: () => view.setUint32(at, value, le),
    float32: () => view.setFloat32(at, value, le),
    float64: () => view.setFloat64(at, value, le),
    int64: () => view.setBigInt64(at, BigInt(value), le),
    uint64: () => view.setBigUint64(at, BigInt(value), le),
  };
  lay[datatype]();
}
