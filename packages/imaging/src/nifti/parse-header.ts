/**
 * Reads and checks the header of a NIfTI file. Pure: bytes in, fields out, so that it runs in a browser too.
 *
 * Source: nifti1.h, nifti2.h.
 */
import { NiftiError } from "../errors.ts";
import { datatypeOfCode, type NiftiDatatype, storageOf } from "./datatype.ts";
import type { EightNumbers, NiftiHeader, NiftiVersion } from "./header.ts";
import { type Field, layouts, readField } from "./layout.ts";

/**
 * The header of an uncompressed NIfTI file.
 * @throws {NiftiError} one kind for each way in which a header can be wrong: `too-short`, `not-nifti`, `bad-magic`,
 *   `bad-dimensions`, `too-few-dimensions`, `too-many-dimensions`, `unsupported-datatype`, `bad-bitpix`,
 *   `bad-data-offset`, `bad-scaling`, `bad-spacing`.
 */
export function parseNiftiHeader(bytes: Uint8Array): NiftiHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { version, isLittleEndian } = versionAndByteOrder(view);
  const { headerByteCount, fields } = layouts[version];
  if (view.byteLength < headerByteCount) throw tooShort(view.byteLength, headerByteCount);

  const numbers = (field: Field) => readField(view, field, isLittleEndian);
  const number = (field: Field) => numbers(field)[0]!;
  checkMagic(version, numbers(fields.magic));
  const [b, c, d] = numbers(fields.quatern);
  const [x, y, z] = numbers(fields.qoffset);
  const header: NiftiHeader = {
    version,
    isLittleEndian,
    dim: checkedDim(eight(numbers(fields.dim))),
    datatype: checkedDatatype(number(fields.datatype), number(fields.bitpix)),
    voxOffset: checkedOffset(number(fields.voxOffset), headerByteCount),
    ...checkedScaling(number(fields.sclSlope), number(fields.sclInter)),
    pixdim: checkedPixdim(eight(numbers(fields.pixdim))),
    qformCode: number(fields.qformCode),
    sformCode: number(fields.sformCode),
    quatern: [b!, c!, d!],
    qoffset: [x!, y!, z!],
    srow: numbers(fields.srow),
    xyztUnits: number(fields.xyztUnits),
    toffset: number(fields.toffset),
  };
  return Object.freeze(header);
}

function versionAndByteOrder(view: DataView): { version: NiftiVersion; isLittleEndian: boolean } {
  if (view.byteLength < 4) throw tooShort(view.byteLength, layouts[1].headerByteCount);
  for (const version of [1, 2] as const) {
    for (const isLittleEndian of [true, false]) {
      const [sizeofHdr] = readField(view, layouts[version].fields.sizeofHdr, isLittleEndian);
      if (sizeofHdr === layouts[version].headerByteCount) return { version, isLittleEndian };
    }
  }
  const came = view.getInt32(0, true);
  throw new NiftiError(
    "not-nifti",
    `a NIfTI file begins with its header's size, 348 or 540 in either byte order; got ${came}. Is it another format?`,
  );
}

function tooShort(byteCount: number, expected: number): NiftiError {
  return new NiftiError("too-short", `a NIfTI header takes ${expected} bytes, the file has ${byteCount}`, {
    expectedBytes: expected,
    actualBytes: byteCount,
  });
}

function checkMagic(version: NiftiVersion, came: readonly number[]): void {
  if (layouts[version].magic.every((byte, i) => byte === came[i])) return;
  const isDetached = came[0] === 0x6e && came[1] === 0x69; // "ni1", "ni2": voxels in a second file
  const hint = isDetached
    ? "the voxels are in a separate .img file: convert the pair to one .nii"
    : "an Analyze 7.5 file has no magic and no orientation";
  const bytes = came.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  throw new NiftiError("bad-magic", `expected the magic string "n+${version}", got bytes ${bytes}; ${hint}`);
}

function checkedDim(dim: EightNumbers): EightNumbers {
  const [axisCount, ...extents] = dim;
  const details = { dim };
  if (!(axisCount >= 1 && axisCount <= 7)) {
    throw new NiftiError("bad-dimensions", `dim[0] counts the axes, 1 to 7; got ${axisCount}`, details);
  }
  const bad = extents.slice(0, axisCount).findIndex((extent) => !(Number.isSafeInteger(extent) && extent >= 1));
  if (bad !== -1) {
    throw new NiftiError("bad-dimensions", `dim[${bad + 1}] must be at least 1, got ${extents[bad]}`, details);
  }
  if (axisCount < 3) {
    const size = extents.slice(0, axisCount).join(" × ");
    throw new NiftiError("too-few-dimensions", `a volume has at least 3 axes, this image has ${size} pixels`, details);
  }
  const beyondTime = extents.slice(4, axisCount);
  if (beyondTime.some((extent) => extent !== 1)) {
    const size = extents.slice(0, axisCount).join(" × ");
    throw new NiftiError(
      "too-many-dimensions",
      `axes after the fourth, time, must have extent 1; got ${size}`,
      details,
    );
  }
  return Object.freeze(dim);
}

function checkedDatatype(code: number, bitpix: number): NiftiDatatype {
  const datatype = datatypeOfCode(code);
  if (datatype === undefined) {
    const known = "8- to 64-bit integers, float32 or float64";
    throw new NiftiError("unsupported-datatype", `datatype code ${code} is none of ${known}`, { datatype: code });
  }
  const expected = storageOf[datatype].byteCount * 8;
  if (bitpix !== expected) {
    throw new NiftiError("bad-bitpix", `${datatype} takes ${expected} bits, but bitpix is ${bitpix}`, { bitpix });
  }
  return datatype;
}

function checkedOffset(voxOffset: number, headerByteCount: number): number {
  if (Number.isSafeInteger(voxOffset) && voxOffset >= headerByteCount) return voxOffset;
  const expected = `a whole number of bytes, at least ${headerByteCount}`;
  throw new NiftiError("bad-data-offset", `vox_offset must be ${expected}; got ${voxOffset}`, { voxOffset });
}

/** A slope of 0 means unscaled (nifti1.h); so does NaN, with which nibabel marks the same. */
function checkedScaling(sclSlope: number, sclInter: number): { sclSlope: number; sclInter: number } {
  const isUnscaled = sclSlope === 0 || Number.isNaN(sclSlope);
  if (isUnscaled) return { sclSlope: 1, sclInter: 0 };
  if (Number.isFinite(sclSlope) && Number.isFinite(sclInter)) return { sclSlope, sclInter };
  const came = `scl_slope ${sclSlope} and scl_inter ${sclInter}`;
  throw new NiftiError("bad-scaling", `stored values become intensities by finite numbers; got ${came}`);
}

/** Spacings are checked even where the sform is in force: a header that contradicts itself is not to be trusted. */
function checkedPixdim(pixdim: EightNumbers): EightNumbers {
  const bad = [1, 2, 3].find((axis) => !(pixdim[axis]! > 0 && Number.isFinite(pixdim[axis])));
  if (bad === undefined) return Object.freeze(pixdim);
  const expected = `pixdim[${bad}], the voxel spacing along ${"ijk"[bad - 1]}, must be positive and finite`;
  throw new NiftiError("bad-spacing", `${expected}; got ${pixdim[bad]}`, { pixdim });
}

/** The eight numbers of a field that the layout declares to have eight. */
function eight(numbers: readonly number[]): EightNumbers {
  const [n0, n1, n2, n3, n4, n5, n6, n7] = numbers;
  return [n0!, n1!, n2!, n3!, n4!, n5!, n6!, n7!];
}
