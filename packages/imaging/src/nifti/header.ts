/**
 * The fields of a NIfTI-1 or NIfTI-2 header that say what the voxels are and where they lie.
 *
 * Source: nifti1.h (https://nifti.nimh.nih.gov/nifti-1), nifti2.h (https://nifti.nimh.nih.gov/nifti-2). Fields keep the
 * standard's names in lowerCamel, and their values as stored: nothing here is interpreted.
 */
import type { NiftiDatatype } from "./datatype.ts";

export type NiftiVersion = 1 | 2;

/** Numbers at indices 0…7, as `dim` and `pixdim` are declared. */
export type EightNumbers = readonly [number, number, number, number, number, number, number, number];

/** Where voxels lie and what their units are. Written again unchanged, it puts an image exactly where its source was. */
export interface NiftiGeometry {
  /** pixdim[0] is the sign of the qform's k axis, [1…3] the spacing along i, j, k, [4] the interval of frames. */
  readonly pixdim: EightNumbers;
  readonly qformCode: number;
  readonly sformCode: number;
  /** quatern_b, quatern_c, quatern_d. */
  readonly quatern: readonly [number, number, number];
  /** qoffset_x, qoffset_y, qoffset_z. */
  readonly qoffset: readonly [number, number, number];
  /** srow_x, srow_y, srow_z: 12 numbers. */
  readonly srow: readonly number[];
  /** Unit of length in the low three bits, of time in the next three. */
  readonly xyztUnits: number;
  /** Time of frame 0, in the unit of time. */
  readonly toffset: number;
}

/** A header as read: geometry, extents, and how voxels are stored. */
export interface NiftiHeader extends NiftiGeometry {
  readonly version: NiftiVersion;
  readonly isLittleEndian: boolean;
  /** dim[0] is the number of axes, dim[1…] the extents along i, j, k, time and on. */
  readonly dim: EightNumbers;
  readonly datatype: NiftiDatatype;
  /** Byte at which voxels begin. */
  readonly voxOffset: number;
  readonly sclSlope: number;
  readonly sclInter: number;
}

/** Extents along i, j, k. */
export function gridSize({ dim }: NiftiHeader): readonly [number, number, number] {
  return [dim[1], dim[2], dim[3]];
}

/** Extent along the fourth axis, time; 1 where there is none. */
export function frameCountOf({ dim }: NiftiHeader): number {
  return dim[0] >= 4 ? dim[4] : 1;
}

/** Voxels of all frames. */
export function voxelCountOf(header: NiftiHeader): number {
  return gridSize(header).reduce((product, extent) => product * extent, frameCountOf(header));
}
