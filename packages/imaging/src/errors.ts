/** What imaging code throws: one base class with a literal `kind`, and a message saying what was expected, what came, where, what to do. */

/** Sizes, positions and codes that a caller may act on; never patient data. */
export type ErrorDetails = Readonly<Record<string, number | string | readonly number[]>>;

/** Base class of every error of this package. `kind` names the refusal, `details` holds its numbers. */
export abstract class ImagingError<Kind extends string = string> extends Error {
  readonly kind: Kind;
  readonly details: ErrorDetails;

  constructor(kind: Kind, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = new.target.name;
    this.kind = kind;
    this.details = Object.freeze({ ...details });
  }
}

export type GeometryErrorKind =
  /** Not 16 finite numbers with the last row 0 0 0 1. */
  | "not-an-affine"
  /** The map flattens space, so that it has no inverse and voxels have no volume. */
  | "singular-affine";

/** An affine map that cannot place voxels in space. */
export class GeometryError extends ImagingError<GeometryErrorKind> {}

export type GridErrorKind =
  /** Extents that are not positive whole numbers. */
  | "bad-size"
  /** A voxel spacing that is not a positive finite number of mm. */
  | "bad-spacing"
  /** An index window that leaves its grid, is empty, or is not made of whole numbers. */
  | "bad-window"
  /** Two images that should share voxels do not. */
  | "grids-differ"
  /** Data whose length is not frames × voxels. */
  | "data-size"
  /** A value that the image type cannot hold. */
  | "bad-value";

/** A grid, or data said to lie on one, that cannot be right. */
export class GridError extends ImagingError<GridErrorKind> {}

export type NiftiErrorKind =
  /** Fewer bytes than the header needs. */
  | "too-short"
  /** The first four bytes are no NIfTI header size in either byte order. */
  | "not-nifti"
  /** The magic string is not that of a NIfTI file with its data inside. */
  | "bad-magic"
  /** `dim` breaks the standard. */
  | "bad-dimensions"
  /** A picture, not a volume. */
  | "too-few-dimensions"
  /** More than one image along a fifth or later axis. */
  | "too-many-dimensions"
  /** A voxel type that is not a plain integer or real number, or is unknown. */
  | "unsupported-datatype"
  /** `bitpix` contradicts `datatype`. */
  | "bad-bitpix"
  /** `vox_offset` points into the header or between bytes. */
  | "bad-data-offset"
  /** `scl_slope` or `scl_inter` is not finite. */
  | "bad-scaling"
  /** `pixdim` of a spatial axis is zero, negative or not finite. */
  | "bad-spacing"
  /** Length units that the standard does not define. */
  | "bad-units"
  /** The sform or qform in force is not finite. */
  | "bad-affine"
  /** The sform or qform in force flattens space. */
  | "singular-affine"
  /** Less voxel data than the header declares. */
  | "truncated"
  /** The gzip stream is damaged or ends early. */
  | "gzip-corrupt"
  /** More bytes than the caller allows. */
  | "too-large"
  /** A voxel that is NaN or infinite. */
  | "non-finite-voxel"
  /** A voxel that is no whole number in 0…255 where labels were asked for. */
  | "not-labels"
  /** A voxel that the datatype to be written cannot hold exactly. */
  | "not-representable"
  /** Frame times that one interval and one offset cannot express. */
  | "uneven-frame-times"
  /** The header to be carried through belongs to another grid or time axis. */
  | "header-mismatch";

/** A NIfTI file that cannot be read as it stands, or data that cannot be written as NIfTI. */
export class NiftiError extends ImagingError<NiftiErrorKind> {}
