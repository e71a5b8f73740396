/** Pictures without colour: what PNG and JPEG files become. */
import { RasterError } from "./errors.ts";

/** A grey picture; nothing says how far apart its pixels lie or what its numbers mean. */
export interface GreyImage {
  readonly columns: number;
  readonly rows: number;
  readonly bitDepth: 8 | 16;
  /** (Y, X), x fastest, as stored. */
  readonly values: Uint8Array | Uint16Array;
}

export interface RasterLimits {
  /** The most pixels that may be decoded; 2²⁴, or 4096 × 4096, unless told otherwise. */
  readonly maxPixels?: number;
}

const DEFAULT_MAX_PIXELS = 2 ** 24;

/** @throws {RasterError} `too-large`, before anything is decoded; `malformed` when there is no pixel. */
export function requireSize(columns: number, rows: number, { maxPixels = DEFAULT_MAX_PIXELS }: RasterLimits): void {
  const details = { columns, rows, maxPixels };
  if (columns * rows === 0)
    throw new RasterError("malformed", `a picture of ${columns} × ${rows} has no pixel`, details);
  if (columns * rows <= maxPixels) return;
  const message = `the picture declares ${columns} × ${rows} pixels; at most ${maxPixels} are allowed`;
  throw new RasterError("too-large", message, details);
}

/**
 * The one grey channel of interleaved pixels.
 * @param channels 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.
 * @throws {RasterError} `colour` where red, green and blue differ: a luminance would be a number that no scanner
 *   measured. `transparent` where alpha is not full.
 */
export function greyChannel(
  data: Uint8Array | Uint16Array,
  channels: number,
  opaque: number,
): Uint8Array | Uint16Array {
  if (channels === 1) return data;
  const grey = data.slice(0, data.length / channels);
  const hasAlpha = channels % 2 === 0;
  const colours = hasAlpha ? channels - 1 : channels;
  for (let i = 0; i < grey.length; i++) {
    const at = i * channels;
    if (hasAlpha && data[at + colours] !== opaque) throw transparent();
    for (let c = 1; c < colours; c++) if (data[at + c] !== data[at]) throw colour();
    grey[i] = data[at]!;
  }
  return grey;
}

function colour(): RasterError {
  return new RasterError("colour", "the picture is coloured; a scan is grey. Is it a drawing or a screenshot?");
}

function transparent(): RasterError {
  return new RasterError("transparent", "the picture has transparent pixels, whose intensity is not known");
}
