/** Reads PNG pictures in colour as browsers write them: 8 bits, red, green and blue, opaque. Pure, without Node. */
import { decode } from "fast-png";
import { RasterError } from "./errors.ts";
import { type RasterLimits, requireSize } from "./grey-image.ts";
import { readPngChunks } from "./png-chunks.ts";

export interface RgbImage {
  readonly columns: number;
  readonly rows: number;
  /** (Y, X, 3): red, green and blue of each pixel. */
  readonly rgb: Uint8Array;
}

/**
 * The picture of a PNG file of colour type 2 or 6.
 * @throws {RasterError} `not-a-picture`, `truncated`, `malformed`, `too-large`, `unsupported` for another type or depth, `transparent`.
 */
export function decodeRgbPng(bytes: Uint8Array, limits: RasterLimits = {}): RgbImage {
  const { header, picture } = readPngChunks(bytes);
  const { columns, rows, bitDepth, colourType } = header;
  requireSize(columns, rows, limits);
  if (bitDepth !== 8 || (colourType !== 2 && colourType !== 6)) {
    const message = `the PNG file has ${bitDepth} bits and colour type ${colourType}; 8 bits in colour are read`;
    throw new RasterError("unsupported", message, { bitDepth, colourType });
  }
  return { columns, rows, rgb: opaque(decoded(picture), colourType === 6 ? 4 : 3) };
}

function decoded(picture: Uint8Array): ArrayLike<number> {
  try {
    return decode(picture, { checkCrc: true }).data;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RasterError("malformed", `the PNG file cannot be decoded (${why}); copy it again`);
  }
}

function opaque(data: ArrayLike<number>, channels: 3 | 4): Uint8Array {
  const pixels = data.length / channels;
  const rgb = new Uint8Array(3 * pixels);
  for (let n = 0; n < pixels; n++) {
    if (channels === 4 && data[4 * n + 3] !== 255) throw new RasterError("transparent", "a pixel is not opaque");
    for (let c = 0; c < 3; c++) rgb[3 * n + c] = data[channels * n + c]!;
  }
  return rgb;
}
