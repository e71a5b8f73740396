/** How the pixels of an image are stored. Source: DICOM PS3.3 C.7.6.3 (Image Pixel), C.11.1 (Modality LUT). */
import { describe } from "./attributes.ts";
import {
  type Dataset,
  invalidAttribute,
  isInWords,
  numberOf,
  pixelBytesOf,
  required,
  textOf,
  unsignedOf,
  veryLongsOf,
} from "./dataset.ts";
import { splitFrames } from "./encapsulated-frames.ts";
import { DicomError } from "./errors.ts";
import { type TransferSyntaxUid, transferSyntaxes } from "./transfer-syntax.ts";

/** How one number is laid out in its bits. */
export interface PixelFormat {
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  /** Whether stored values are two's complement. */
  readonly isSigned: boolean;
}

/** What all frames of an object share. */
interface PixelLayout {
  readonly transferSyntaxUid: TransferSyntaxUid;
  /** MONOCHROME1 shows low values bright, MONOCHROME2 high ones. */
  readonly photometricInterpretation: "MONOCHROME1" | "MONOCHROME2";
  readonly format: PixelFormat;
  readonly rows: number;
  readonly columns: number;
  /** Whether two 8-bit pixels lie in one 16-bit word of a big endian file, and so in reverse. */
  readonly isWordSwapped: boolean;
}

/** Pixels of one frame as the file holds them. */
export interface EncodedPixels extends PixelLayout {
  /** Intensity = stored value · slope + intercept. */
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  /** For native syntaxes exactly the pixels; for encapsulated ones the codestream. */
  readonly bytes: Uint8Array;
}

/** 4096 × 4096, some hundred times an MR image; what a decoder may allocate for one frame follows from it. */
const MAX_FRAME_PIXELS = 2 ** 24;

/**
 * Reads the layout of the pixels and shares their bytes out among the frames.
 * @param frames the data set of each frame, in the order of the pixel data; of a classic image its only one.
 * @throws {DicomError} `unsupported-pixel-format` for colour or packed pixels; `too-large` for more than 4096 × 4096;
 *   `truncated` for too few bytes; `malformed` for fragments that are no frames; `invalid-attribute` for bytes beyond the
 *   frames that are no padding, or for bits that contradict each other.
 */
export function readEncodedPixels(
  dataset: Dataset,
  transferSyntaxUid: TransferSyntaxUid,
  frames: readonly Dataset[],
): readonly EncodedPixels[] {
  const isEncapsulated = transferSyntaxes[transferSyntaxUid].pixelEncoding === "encapsulated";
  const bytes = requirePixelBytes(dataset, isEncapsulated);
  const layout = readLayout(dataset, transferSyntaxUid);
  const bytesByFrame = isEncapsulated
    ? splitFrames(encapsulationOf(dataset, bytes, frames.length))
    : nativeFrames(dataset, bytes, layout, frames.length);
  return frames.map((frame, n) => Object.freeze({ ...layout, ...readRescale(frame), bytes: bytesByFrame[n]! }));
}

function readLayout(dataset: Dataset, transferSyntaxUid: TransferSyntaxUid): PixelLayout {
  const photometricInterpretation = requireGrayscale(dataset);
  const format = readPixelFormat(dataset);
  const isBig = transferSyntaxes[transferSyntaxUid].byteOrder === "big";
  const isWordSwapped = isBig && format.bitsAllocated === 8 && isInWords(dataset, "PixelData");
  return { transferSyntaxUid, photometricInterpretation, format, ...readMatrix(dataset), isWordSwapped };
}

function encapsulationOf(dataset: Dataset, bytes: Uint8Array, frameCount: number) {
  const { source } = dataset;
  return { source, bytes, frameCount, extendedOffsets: veryLongsOf(dataset, "ExtendedOffsetTable") };
}

function readMatrix(dataset: Dataset): { readonly rows: number; readonly columns: number } {
  const rows = readExtent(dataset, "Rows");
  const columns = readExtent(dataset, "Columns");
  if (rows * columns <= MAX_FRAME_PIXELS) return { rows, columns };
  const { source } = dataset;
  const message = `${source} claims ${rows} rows × ${columns} columns; images of up to ${MAX_FRAME_PIXELS} pixels are read`;
  throw new DicomError("too-large", `${message}; check its header`, { source, rows, columns });
}

function readExtent(dataset: Dataset, keyword: "Rows" | "Columns"): number {
  const extent = required(unsignedOf(dataset, keyword), dataset, keyword);
  if (extent === 0) throw invalidAttribute(dataset, keyword, "must be at least 1, got 0");
  return extent;
}

function requireGrayscale(dataset: Dataset): PixelLayout["photometricInterpretation"] {
  const { source } = dataset;
  const samples = required(unsignedOf(dataset, "SamplesPerPixel"), dataset, "SamplesPerPixel");
  const photometric = required(textOf(dataset, "PhotometricInterpretation"), dataset, "PhotometricInterpretation");
  if (samples === 1 && (photometric === "MONOCHROME1" || photometric === "MONOCHROME2")) return photometric;
  const came = `${samples} × ${/^[A-Z0-9 _]{1,16}$/.test(photometric) ? photometric : "something else"}`;
  const message = `${source}: ${describe("PhotometricInterpretation")} must be one sample of MONOCHROME1 or 2, got ${came}`;
  throw new DicomError("unsupported-pixel-format", message, { source });
}

function readPixelFormat(dataset: Dataset): PixelFormat {
  const bitsAllocated = required(unsignedOf(dataset, "BitsAllocated"), dataset, "BitsAllocated");
  const bitsStored = required(unsignedOf(dataset, "BitsStored"), dataset, "BitsStored");
  const highBit = required(unsignedOf(dataset, "HighBit"), dataset, "HighBit");
  const representation = required(unsignedOf(dataset, "PixelRepresentation"), dataset, "PixelRepresentation");
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    const { source } = dataset;
    const message = `${source}: ${describe("BitsAllocated")} must be 8 or 16, got ${bitsAllocated}`;
    throw new DicomError("unsupported-pixel-format", message, { source, bitsAllocated });
  }
  if (bitsStored < 1 || bitsStored > highBit + 1 || highBit >= bitsAllocated) {
    const why = `of ${bitsStored} does not fit high bit ${highBit} of ${bitsAllocated} allocated bits`;
    throw invalidAttribute(dataset, "BitsStored", why);
  }
  if (representation > 1)
    throw invalidAttribute(dataset, "PixelRepresentation", `must be 0 or 1, got ${representation}`);
  return Object.freeze({ bitsAllocated, bitsStored, highBit, isSigned: representation === 1 });
}

function readRescale(frame: Dataset): Pick<EncodedPixels, "rescaleSlope" | "rescaleIntercept"> {
  return { rescaleSlope: readSlope(frame), rescaleIntercept: numberOf(frame, "RescaleIntercept") ?? 0 };
}

function readSlope(dataset: Dataset): number {
  const slope = numberOf(dataset, "RescaleSlope") ?? 1;
  if (slope === 0) throw invalidAttribute(dataset, "RescaleSlope", "must not be 0");
  return slope;
}

function requirePixelBytes(dataset: Dataset, isEncapsulated: boolean): Uint8Array {
  const bytes = pixelBytesOf(dataset, isEncapsulated);
  if (bytes !== undefined) return bytes;
  const { source } = dataset;
  throw new DicomError("truncated", `${source} ends without ${describe("PixelData")}; fetch the file again`, {
    source,
  });
}

/**
 * Frames follow each other without a gap. An odd number of bytes is padded to an even one (PS3.5 §8.1.1); some writers pad
 * further, with zeros.
 */
function nativeFrames(
  dataset: Dataset,
  bytes: Uint8Array,
  { rows, columns, format }: PixelLayout,
  frameCount: number,
): readonly Uint8Array[] {
  const { source } = dataset;
  const frameBytes = (rows * columns * format.bitsAllocated) / 8;
  const expectedBytes = frameCount * frameBytes;
  const actualBytes = bytes.length;
  const what = `${rows} rows × ${columns} columns${frameCount === 1 ? "" : ` × ${frameCount} frames`}`;
  if (actualBytes < expectedBytes) {
    const message = `${source}: ${describe("PixelData")} needs ${expectedBytes} bytes for ${what}, ${actualBytes} there`;
    throw new DicomError("truncated", `${message}; fetch the file again`, { source, expectedBytes, actualBytes });
  }
  if (actualBytes > expectedBytes + 1 && bytes.subarray(expectedBytes).some((byte) => byte !== 0)) {
    throw invalidAttribute(dataset, "PixelData", `has ${actualBytes} bytes where ${what} need ${expectedBytes}`);
  }
  return Array.from({ length: frameCount }, (_, n) => bytes.subarray(n * frameBytes, (n + 1) * frameBytes));
}
