/** Reads grey JPEG pictures, baseline and progressive, 8 bits, and colour whose channels are equal. Pure, without Node. */
import jpeg from "jpeg-js";
import { RasterError } from "./errors.ts";
import { type GreyImage, greyChannel, type RasterLimits, requireSize } from "./grey-image.ts";
import { readJpegFrame } from "./jpeg-frame.ts";

/** The decoder keeps 4 bytes a coefficient and 3 a pixel for each component. */
const DECODER_BYTES_PER_PIXEL = 8;
const MIB = 2 ** 20;

/**
 * The grey picture of a JPEG file.
 * @throws {RasterError} `not-a-picture`, `truncated`, `malformed`, `too-large`, `colour`, or `unsupported` for another
 *   coding, bit depth or number of components.
 */
export function decodeJpeg(bytes: Uint8Array, limits: RasterLimits = {}): GreyImage {
  const { columns, rows, precision, componentCount } = readJpegFrame(bytes);
  requireSize(columns, rows, limits);
  if (precision !== 8 || (componentCount !== 1 && componentCount !== 3)) {
    const came = `${componentCount} components of ${precision} bits`;
    throw new RasterError("unsupported", `the JPEG file has ${came}; 1 or 3 of 8 bits are read`);
  }
  const maxMemoryUsageInMB = Math.ceil((columns * rows * componentCount * DECODER_BYTES_PER_PIXEL) / MIB) + 64;
  const values = greyChannel(decodeInterleaved(bytes, columns * rows, maxMemoryUsageInMB), 3, 255);
  return Object.freeze({ columns, rows, bitDepth: 8, values });
}

/** Red, green and blue of each pixel; a grey file gives three equal ones. */
function decodeInterleaved(bytes: Uint8Array, pixelCount: number, maxMemoryUsageInMB: number): Uint8Array {
  const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false, maxMemoryUsageInMB } as const;
  try {
    const { data } = jpeg.decode(bytes, { ...options, maxResolutionInMP: pixelCount / 1e6 });
    return data;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RasterError("malformed", `the JPEG file cannot be decoded (${why}); copy it again`);
  }
}
