/** Reads grey PNG pictures: 8 and 16 bits, and colour or palette whose channels are equal. Pure, without Node. */
import { convertIndexedToRgb, type DecodedPng, decode } from "fast-png";
import { RasterError } from "./errors.ts";
import { type GreyImage, greyChannel, type RasterLimits, requireSize } from "./grey-image.ts";
import { channelsOfColourType, INDEXED_COLOUR, type PngHeader, readPngChunks } from "./png-chunks.ts";

/**
 * The grey picture of a PNG file.
 * @throws {RasterError} `not-a-picture`, `truncated`, `malformed`, `too-large`, `colour`, `transparent`, or
 *   `unsupported` for fewer than 8 bits a channel.
 */
export function decodePng(bytes: Uint8Array, limits: RasterLimits = {}): GreyImage {
  const { header, picture, dataByteCount } = readPngChunks(bytes);
  requireSize(header.columns, header.rows, limits);
  const bitDepth = requireBitDepth(header);
  requirePlausibleStream(header, dataByteCount);
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

/** Deflate adds 5 bytes to a block that it cannot shorten, and encoders may write many short blocks. */
const MAX_EXPANSION = 1.01;
const EXPANSION_ALLOWANCE = 4096;

/** A stream longer than its pixels would be uncompressed holds something else: perhaps a bomb. */
function requirePlausibleStream({ columns, rows, bitDepth, colourType }: PngHeader, dataByteCount: number): void {
  const channels = channelsOfColourType[colourType];
  if (channels === undefined) {
    throw new RasterError("malformed", `the PNG file has the colour type ${colourType}, which is none`, { colourType });
  }
  const rawBytes = rows * ((columns * channels * bitDepth) / 8 + 1);
  if (dataByteCount <= rawBytes * MAX_EXPANSION + EXPANSION_ALLOWANCE) return;
  const message = `the PNG file has ${dataByteCount} bytes of pixels, which take ${rawBytes} uncompressed`;
  throw new RasterError("too-large", message, { dataByteCount, rawBytes });
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
