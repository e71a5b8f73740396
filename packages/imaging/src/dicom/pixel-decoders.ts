/** Decodes the pixels of one image: a table keyed by transfer syntax, to which codecs add their rows. */
import { at, DicomError, nameOf } from "./errors.ts";
import type { DicomInstance } from "./instance.ts";
import type { EncodedPixels, PixelFormat } from "./pixel-format.ts";
import { type TransferSyntaxUid, transferSyntaxes } from "./transfer-syntax.ts";

/** Stored values of one image before rescaling, row by row; the array type tells sign and width. */
export type StoredPixels = Uint8Array | Int8Array | Uint16Array | Int16Array;

export type PixelDecoder = (pixels: EncodedPixels) => StoredPixels;

/** Transfer syntaxes without a row are refused by `readPixels`. */
const pixelDecoders: Readonly<Partial<Record<TransferSyntaxUid, PixelDecoder>>> = Object.freeze({
  "1.2.840.10008.1.2": (pixels) => decodeNative(pixels, true),
  "1.2.840.10008.1.2.1": (pixels) => decodeNative(pixels, true),
  "1.2.840.10008.1.2.1.99": (pixels) => decodeNative(pixels, true),
  "1.2.840.10008.1.2.2": (pixels) => decodeNative(pixels, false),
});

/**
 * Intensities of one image, rescaled.
 * @returns (Y, X), x fastest: one row of the image after the other.
 * @throws {DicomError} `unsupported-transfer-syntax` when the table has no decoder.
 */
export function readPixels(instance: DicomInstance): Float32Array {
  const { rescaleSlope, rescaleIntercept } = instance.pixels;
  const stored = readStoredPixels(instance);
  const intensities = new Float32Array(stored.length);
  for (let i = 0; i < stored.length; i++) intensities[i] = stored[i]! * rescaleSlope + rescaleIntercept;
  return intensities;
}

/** Stored values of one image; errors as `readPixels`. */
export function readStoredPixels(instance: DicomInstance): StoredPixels {
  return requireDecoder(instance)(instance.pixels);
}

/** The decoder of an instance's pixels; errors as `readPixels`. */
export function requireDecoder(instance: DicomInstance): PixelDecoder {
  const { transferSyntaxUid } = instance.pixels;
  const decoder = pixelDecoders[transferSyntaxUid];
  if (decoder !== undefined) return decoder;
  const { name } = transferSyntaxes[transferSyntaxUid];
  const message = `${nameOf(instance)} holds ${name} pixels (${transferSyntaxUid}), which are not decoded here`;
  throw new DicomError(
    "unsupported-transfer-syntax",
    `${message}; decompress the series, for example with dcmdjpeg, dcmdrle or gdcmconv --raw`,
    at(instance),
  );
}

function decodeNative({ bytes, format }: EncodedPixels, isLittleEndian: boolean): StoredPixels {
  const stored = emptyPixels(format, (bytes.length * 8) / format.bitsAllocated);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Bits above the high bit may hold overlays: shift them out to the left, then back with or without the sign.
  const left = 31 - format.highBit;
  const right = 32 - format.bitsStored;
  for (let i = 0; i < stored.length; i++) {
    const allocated = format.bitsAllocated === 16 ? view.getUint16(2 * i, isLittleEndian) : view.getUint8(i);
    const shifted = allocated << left;
    stored[i] = format.isSigned ? shifted >> right : shifted >>> right;
  }
  return stored;
}

function emptyPixels({ bitsAllocated, isSigned }: PixelFormat, count: number): StoredPixels {
  if (bitsAllocated === 16) return isSigned ? new Int16Array(count) : new Uint16Array(count);
  return isSigned ? new Int8Array(count) : new Uint8Array(count);
}
