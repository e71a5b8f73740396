/** How the pixels of an image are stored. Source: DICOM PS3.3 C.7.6.3 (Image Pixel), C.11.1 (Modality LUT). */
import { describe } from "./attributes.ts";
import { type Dataset, invalidAttribute, numberOf, pixelBytesOf, required, textOf, unsignedOf } from "./dataset.ts";
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

/** Pixels as the file holds them. */
export interface EncodedPixels {
  readonly transferSyntaxUid: TransferSyntaxUid;
  readonly photometricInterpretation: string;
  readonly format: PixelFormat;
  /** Intensity = stored value · slope + intercept. */
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  /** For native syntaxes exactly the pixels; for encapsulated ones everything from the first item to the file's end. */
  readonly bytes: Uint8Array;
}

/**
 * Reads the layout of the pixels and checks it against their number of bytes.
 * @throws {DicomError} `unsupported-pixel-format` for colour, MONOCHROME1 or packed pixels; `truncated` for too few
 *   bytes; `invalid-attribute` for too many or for bits that contradict each other.
 */
export function readEncodedPixels(dataset: Dataset, transferSyntaxUid: TransferSyntaxUid): EncodedPixels {
  const { pixelEncoding, byteOrder } = transferSyntaxes[transferSyntaxUid];
  const isEncapsulated = pixelEncoding === "encapsulated";
  const bytes = requirePixelBytes(dataset, isEncapsulated);
  const photometricInterpretation = requireGrayscale(dataset);
  const format = readPixelFormat(dataset);
  if (byteOrder === "big" && format.bitsAllocated === 8) throw bytesInWords(dataset);
  return Object.freeze({
    transferSyntaxUid,
    photometricInterpretation,
    format,
    rescaleSlope: readSlope(dataset),
    rescaleIntercept: numberOf(dataset, "RescaleIntercept") ?? 0,
    bytes: isEncapsulated ? bytes : exactPixelBytes(dataset, bytes, format),
  });
}

/**
 * MONOCHROME1 shows low values bright. Whether its numbers mean signal or its opposite the header does not say, and a
 * model would see an inverted heart: refused rather than guessed.
 */
function requireGrayscale(dataset: Dataset): string {
  const { source } = dataset;
  const samples = required(unsignedOf(dataset, "SamplesPerPixel"), dataset, "SamplesPerPixel");
  const photometric = required(textOf(dataset, "PhotometricInterpretation"), dataset, "PhotometricInterpretation");
  if (samples === 1 && photometric === "MONOCHROME2") return photometric;
  const came = `${samples} × ${photometric}`;
  const message = `${source}: ${describe("PhotometricInterpretation")} must be one sample of MONOCHROME2, got ${came}`;
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

/** Eight-bit pixels of big endian files may lie swapped in 16-bit words; nothing we read has them, so none is guessed. */
function bytesInWords({ source }: Dataset): DicomError {
  const message = `${source} has 8-bit pixels in big endian order; convert it to Explicit VR Little Endian`;
  return new DicomError("unsupported-pixel-format", message, { source });
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

/** An odd number of bytes is padded to an even one. Source: DICOM PS3.5 §8.1.1. */
function exactPixelBytes(dataset: Dataset, bytes: Uint8Array, format: PixelFormat): Uint8Array {
  const { source } = dataset;
  const rows = required(unsignedOf(dataset, "Rows"), dataset, "Rows");
  const columns = required(unsignedOf(dataset, "Columns"), dataset, "Columns");
  const expectedBytes = (rows * columns * format.bitsAllocated) / 8;
  const actualBytes = bytes.length;
  if (actualBytes < expectedBytes) {
    const message = `${source}: ${describe("PixelData")} needs ${expectedBytes} bytes for ${rows} rows × ${columns} columns`;
    throw new DicomError("truncated", `${message}, ${actualBytes} there; fetch the file again`, {
      source,
      expectedBytes,
      actualBytes,
    });
  }
  if (actualBytes > expectedBytes + 1) {
    throw invalidAttribute(
      dataset,
      "PixelData",
      `has ${actualBytes} bytes where ${rows} × ${columns} need ${expectedBytes}`,
    );
  }
  return bytes.subarray(0, expectedBytes);
}
