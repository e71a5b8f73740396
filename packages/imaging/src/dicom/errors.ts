/** Why a DICOM file, series or folder is refused. */
import { type ErrorDetails, ImagingError } from "../errors.ts";

export type DicomErrorKind =
  // one file
  /** The bytes are no DICOM file: a text file, a picture, another format. */
  | "not-dicom"
  /** The file ends before its header or its pixels do. */
  | "truncated"
  /** The bytes break the encoding rules of PS3.5. */
  | "malformed"
  /** An attribute that we need is absent or empty. */
  | "missing-attribute"
  /** An attribute has a value that its definition forbids. */
  | "invalid-attribute"
  /** A sound DICOM object of another kind: CT, report, segmentation, directory. */
  | "not-mr-image"
  /** Many frames in a classic MR image, which has one. */
  | "unsupported-multi-frame"
  /** The transfer syntax is unknown, or its pixels cannot be decoded here. */
  | "unsupported-transfer-syntax"
  /** Colour, inverted or unusually packed pixels. */
  | "unsupported-pixel-format"
  /** An image or a volume beyond the declared limits: a lying header, or nothing that this reader is meant for. */
  | "too-large"
  // one series
  | "duplicate-instance"
  /** Two instances claim the same slice and the same frame. */
  | "duplicate-position"
  | "missing-frame"
  /** A slice has more frames than the others. */
  | "extra-frame"
  | "missing-slice"
  | "uneven-spacing"
  /** Slices whose origins do not lie along their common normal. */
  | "not-aligned"
  | "not-parallel"
  | "too-few-slices"
  /** Several slices, where one plane is asked for. */
  | "too-many-slices"
  /** Matrix or pixel spacing differ within one stack. */
  | "mixed-size"
  /** Images of several series, or of several stacks in one series, given as one. */
  | "mixed-series"
  // one folder
  /** Several cine stacks of different studies: perhaps of different patients. */
  | "mixed-studies"
  | "no-dicom"
  | "no-cine"
  | "unreadable"
  // de-identifying
  /** Reports, documents, lists: they say in words what no table of attributes can clean. */
  | "no-pixels"
  /** An image that may show in its pixels who was imaged: a screen save, or one of another kind than MR. */
  | "burned-in"
  /** A patient for whom no pseudonym is given. */
  | "unknown-patient"
  // writing
  /** A value that the standard forbids; no file is made of it. */
  | "not-writable";

/** A DICOM file that cannot be read, or images that do not make a whole cine; `kind` says which. */
export class DicomError extends ImagingError<DicomErrorKind> {}

/** Where an error lies, for `details`: the file, and the instance where it is known. */
export function at({ source, sopInstanceUid, frameNumber }: Named): ErrorDetails {
  return { source, sopInstanceUid, ...(frameNumber !== undefined && { frameNumber }) };
}

/** How an instance is named in a message: its UID, its frame and its file, never a patient. */
export function nameOf({ source, sopInstanceUid, frameNumber }: Named): string {
  const frame = frameNumber === undefined ? "" : `frame ${frameNumber} of `;
  return `${frame}instance ${sopInstanceUid} (${source})`;
}

interface Named {
  readonly source: string;
  readonly sopInstanceUid: string;
  readonly frameNumber?: number | undefined;
}
