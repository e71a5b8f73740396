/** Lays down a NIfTI header and the four bytes that say no extension follows. */
import { NiftiError } from "../errors.ts";
import { type NiftiDatatype, storageOf } from "./datatype.ts";
import type { NiftiGeometry, NiftiVersion } from "./header.ts";
import { layouts, writeField } from "./layout.ts";

interface HeaderContent {
  readonly version: NiftiVersion;
  readonly size: readonly [number, number, number];
  readonly frameCount: number;
  readonly datatype: NiftiDatatype;
  readonly isLabels: boolean;
  readonly geometry: NiftiGeometry;
}

/** nifti1.h NIFTI_INTENT_LABEL: voxels are indices into a list of labels. */
const LABEL_INTENT = 1002;

/** Version 1 keeps extents in int16. */
const MAX_EXTENT = { 1: 2 ** 15 - 1, 2: Number.MAX_SAFE_INTEGER } as const satisfies Record<NiftiVersion, number>;

/**
 * The bytes before the voxels, little-endian, values unscaled.
 * @throws {NiftiError} `bad-dimensions` when an extent does not fit the version.
 */
export function encodeHeader({ version, size, frameCount, datatype, isLabels, geometry }: HeaderContent): Uint8Array {
  const { headerByteCount, dataStart, magic, fields } = layouts[version];
  const tooLong = [...size, frameCount].find((extent) => extent > MAX_EXTENT[version]);
  if (tooLong !== undefined) {
    const message = `NIfTI-${version} holds extents up to ${MAX_EXTENT[version]}, got ${tooLong}; write version 2`;
    throw new NiftiError("bad-dimensions", message);
  }
  const { code, byteCount } = storageOf[datatype];
  const bytes = new Uint8Array(dataStart);
  const view = new DataView(bytes.buffer);
  writeField(view, fields.sizeofHdr, [headerByteCount]);
  writeField(view, fields.magic, magic);
  writeField(view, fields.dim, [frameCount > 1 ? 4 : 3, ...size, frameCount, 1, 1, 1]);
  writeField(view, fields.intentCode, [isLabels ? LABEL_INTENT : 0]);
  writeField(view, fields.datatype, [code]);
  writeField(view, fields.bitpix, [byteCount * 8]);
  writeField(view, fields.voxOffset, [dataStart]);
  writeField(view, fields.sclSlope, [1]);
  for (const name of geometryFields) writeField(view, fields[name], [geometry[name]].flat());
  return bytes;
}

const geometryFields = [
  "pixdim",
  "qformCode",
  "sformCode",
  "quatern",
  "qoffset",
  "srow",
  "xyztUnits",
  "toffset",
] as const satisfies readonly (keyof NiftiGeometry)[];
