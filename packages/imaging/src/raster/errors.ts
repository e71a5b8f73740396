/** Why a picture file is refused. */
import { ImagingError } from "../errors.ts";

export type RasterErrorKind =
  /** The bytes begin as no PNG or no JPEG file does. */
  | "not-a-picture"
  /** The file ends before its picture does. */
  | "truncated"
  /** The bytes break the rules of their format. */
  | "malformed"
  /** More pixels than the caller allows, or a stream that inflates beyond its picture. */
  | "too-large"
  /** Channels that differ: a drawing, a colour map, a photograph. */
  | "colour"
  /** Pixels that are not opaque. */
  | "transparent"
  /** A bit depth or coding that this reader does not take. */
  | "unsupported";

/** A PNG or JPEG file that holds no grey image that we can read. */
export class RasterError extends ImagingError<RasterErrorKind> {}
