/** Reads grey PNG pictures: 8 and 16 bits, and colour or palette whose channels are equal. Pure, without Node. */
import { convertIndexedToRgb, type DecodedPng, decode } from "fast-png";
import { Unzlib } from "fflate";
import { RasterError } from "./errors.ts";
import { type GreyImage, greyChannel, type RasterLimits, requireSize } from "./grey-image.ts";
import { channelsOfColourType, INDEXED_COLOUR, type PngHeader, readPngChunks } from "./png-chunks.ts";

/**
 * The grey picture of a PNG file.
 * @throws {RasterError} `not-a-picture`, `truncated`, `malformed`, `too-large`, `colour`, `transparent`, or
 *   `unsupported` for fewer than 8 bits a channel.
 */
export function decodePng(bytes: Uint8Array, limits: RasterLimits = {}): GreyImage {
  const { header, picture, data } = readPngChunks(bytes);
  requireSize(header.columns, header.rows, limits);
  const bitDepth = requireBitDepth(header);
  requireBoundedStream(data, rawBytesOf(header));
  const decoded = decodePicture(picture);
  return Object.freeze({
    columns: header.columns,
    rows: header.rows,
    bitDepth,
    values: header.colourType === INDEXED_COLOUR ? greyOfPalette(decoded) : greyOf(decoded, bitDepth),
  });
}

function requireBitDepth({ bitDepth, colourType }: PngHeader): 8 | 16 {
  if (bitDepth === 8 || bitDepth === 16) return bitDepth;
  const message = `the PNG file has ${bitDepth} bits a channel (colour type ${colourType}); 8 or 16 are read`;
  throw new RasterError("unsupported", message, { bitDepth, colourType });
}

/** Of the pixels with a filter byte a row; an interlaced picture has up to seven rows in place of one. */
function rawBytesOf({ columns, rows, bitDepth, colourType }: PngHeader): number {
  const channels = channelsOfColourType[colourType];
  if (channels === undefined) {
    throw new RasterError("malformed", `the PNG file has the colour type ${colourType}, which is none`, { colourType });
  }
  return rows * ((columns * channels * bitDepth) / 8 + 1);
}

/** More than seven passes over short rows add, and any padding that an encoder may leave. */
const RAW_ALLOWANCE = 4096;
/** Deflate makes at most 1032 bytes of one, so that a piece becomes 4 MiB at most. */
const PIECE_BYTES = 4096;

/** A stream that inflates to more than its pixels is a bomb: it is followed piece by piece before the decoder sees it. */
function requireBoundedStream(data: readonly Uint8Array[], rawBytes: number): void {
  const allowed = 2 * rawBytes + RAW_ALLOWANCE;
  let inflatedBytes = 0;
  const inflator = new Unzlib((chunk) => {
    inflatedBytes += chunk.length;
  });
  for (const piece of data.flatMap(inPieces)) {
    try {
      inflator.push(piece, false);
    } catch {
      return; // the decoder says what is wrong with it
    }
    if (inflatedBytes <= allowed) continue;
    const message = `the PNG file inflates to more than ${allowed} bytes, its pixels take ${rawBytes}`;
    throw new RasterError("too-large", message, { allowed, rawBytes });
  }
}

function inPieces(bytes: Uint8Array): readonly Uint8Array[] {
  const starts = Array.from({ length: Math.ceil(bytes.length / PIECE_BYTES) }, (_, n) => n * PIECE_BYTES);
  return starts.map((start) => bytes.subarray(start, start + PIECE_BYTES));
}

function decodePicture(picture: Uint8Array): DecodedPng {
  try {
    return decode(picture, { checkCrc: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RasterError("malformed", `the PNG file cannot be decoded (${why}); copy it again`);
  }
}

function greyOf({ data, channels }: DecodedPng, bitDepth: 8 | 16): Uint8Array | Uint16Array {
  if (data instanceof Uint8ClampedArray) throw new RasterError("unsupported", "clamped pixels are not read");
  return greyChannel(data, channels, 2 ** bitDepth - 1);
}

function greyOfPalette(decoded: DecodedPng): Uint8Array | Uint16Array {
  const channels = decoded.palette?.[0]?.length ?? 0;
  if (channels === 0) throw new RasterError("malformed", "the PNG file has indexed colours and no palette");
  return greyChannel(convertIndexedToRgb(decoded), channels, 255);
}
