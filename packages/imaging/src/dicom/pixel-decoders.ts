/** Decodes the pixels of one image: a table keyed by transfer syntax, to which codecs add their rows. */
import { decodeInTime } from "./codec-deadline.ts";
import type { CodecName } from "./codec-module.ts";
import {
  type CodestreamFamily,
  type CodestreamHeader,
  endsCodestream,
  readCodestreamHeader,
  withoutJp2Boxes,
} from "./codestream.ts";
import { at, DicomError, nameOf } from "./errors.ts";
import type { DicomInstance } from "./instance.ts";
import type { EncodedPixels, PixelFormat } from "./pixel-format.ts";
import { decodeRle } from "./rle.ts";
import { type TransferSyntaxUid, transferSyntaxes } from "./transfer-syntax.ts";

/** Stored values of one image before rescaling, row by row; the array type tells sign and width. */
export type StoredPixels = Uint8Array | Int8Array | Uint16Array | Int16Array;

/** An image with as much of its name as a refusal needs. */
export type CodedImage = Pick<DicomInstance, "source" | "sopInstanceUid" | "frameNumber" | "pixels">;

type PixelDecoder = (image: CodedImage) => StoredPixels;

const jpeg = codestreamDecoder("jpeg", "DecodeJpeg");
const jpegLs = codestreamDecoder("jpeg-ls", "DecodeJpegLs");
const jpeg2000 = codestreamDecoder("jpeg-2000", "DecodeJpeg2000");
const htJpeg2000 = codestreamDecoder("jpeg-2000", "DecodeHtJpeg2000");

/** Transfer syntaxes without a row are refused by `readPixels`. */
const pixelDecoders: Readonly<Partial<Record<TransferSyntaxUid, PixelDecoder>>> = Object.freeze({
  "1.2.840.10008.1.2": ({ pixels }) => decodeNative(pixels, true),
  "1.2.840.10008.1.2.1": ({ pixels }) => decodeNative(pixels, true),
  "1.2.840.10008.1.2.1.99": ({ pixels }) => decodeNative(pixels, true),
  "1.2.840.10008.1.2.2": ({ pixels }) => decodeNative(pixels, false),
  "1.2.840.10008.1.2.4.50": jpeg,
  "1.2.840.10008.1.2.4.51": jpeg,
  "1.2.840.10008.1.2.4.57": jpeg,
  "1.2.840.10008.1.2.4.70": jpeg,
  "1.2.840.10008.1.2.4.80": jpegLs,
  "1.2.840.10008.1.2.4.81": jpegLs,
  "1.2.840.10008.1.2.4.90": jpeg2000,
  "1.2.840.10008.1.2.4.91": jpeg2000,
  "1.2.840.10008.1.2.4.201": htJpeg2000,
  "1.2.840.10008.1.2.4.202": htJpeg2000,
  "1.2.840.10008.1.2.4.203": htJpeg2000,
  "1.2.840.10008.1.2.5": decodeRunLengths,
});

/**
 * Intensities of one image, rescaled.
 * @returns (Y, X), x fastest: one row of the image after the other.
 * @throws {DicomError} as `requireIntensities` and `readStoredPixels`.
 */
export function readPixels(instance: DicomInstance): Float32Array {
  requireIntensities(instance);
  const { rescaleSlope, rescaleIntercept } = instance.pixels;
  const stored = readStoredPixels(instance);
  const intensities = new Float32Array(stored.length);
  for (let i = 0; i < stored.length; i++) intensities[i] = stored[i]! * rescaleSlope + rescaleIntercept;
  return intensities;
}

/**
 * Stored values of one image.
 * @throws {DicomError} `unsupported-transfer-syntax` when the table has no decoder; `truncated` or `malformed` when a
 *   codestream ends early, contradicts the header or cannot be decoded.
 */
export function readStoredPixels(image: CodedImage): StoredPixels {
  return decoderOf(image)(image);
}

/**
 * Whether intensities can be read at all, without decoding any.
 *
 * MONOCHROME1 shows low values bright. Whether its numbers mean signal or its opposite the header does not say, and a
 * model would see an inverted heart: its stored values are read, intensities are refused rather than guessed.
 * @throws {DicomError} `unsupported-transfer-syntax` or `unsupported-pixel-format`.
 */
export function requireIntensities(image: CodedImage): void {
  decoderOf(image);
  if (image.pixels.photometricInterpretation === "MONOCHROME2") return;
  const message = `${nameOf(image)} is MONOCHROME1, which does not say whether its numbers are signal or its opposite`;
  throw new DicomError("unsupported-pixel-format", `${message}; export the series as MONOCHROME2`, at(image));
}

function decoderOf(image: CodedImage): PixelDecoder {
  const { transferSyntaxUid } = image.pixels;
  const decoder = pixelDecoders[transferSyntaxUid];
  if (decoder !== undefined) return decoder;
  const { name } = transferSyntaxes[transferSyntaxUid];
  const message = `${nameOf(image)} holds ${name} pixels (${transferSyntaxUid}), which are not decoded here`;
  throw new DicomError(
    "unsupported-transfer-syntax",
    `${message}; decompress the series, for example with gdcmconv --raw`,
    at(image),
  );
}

function decodeNative({ bytes, format, isWordSwapped }: EncodedPixels, isLittleEndian: boolean): StoredPixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const swap = Number(isWordSwapped && bytes.length % 2 === 0);
  const valueAt =
    format.bitsAllocated === 16
      ? (i: number) => view.getUint16(2 * i, isLittleEndian)
      : (i: number) => view.getUint8(i ^ swap);
  return cutOut(valueAt, (bytes.length * 8) / format.bitsAllocated, format);
}

function decodeRunLengths(image: CodedImage): StoredPixels {
  const { rows, columns, format, bytes } = image.pixels;
  const decoded = decodeRle(bytes, rows * columns, format.bitsAllocated === 16 ? 2 : 1);
  if (decoded === undefined) throw undecodable(image, "its run lengths do not fill the image");
  return decodeNative({ ...image.pixels, bytes: decoded }, true);
}

/** Bits above the high bit may hold overlays: shift them out to the left, then back with or without the sign. */
function cutOut(valueAt: (i: number) => number, count: number, format: PixelFormat): StoredPixels {
  const stored = emptyPixels(format, count);
  const left = 31 - format.highBit;
  const right = 32 - format.bitsStored;
  for (let i = 0; i < count; i++) {
    const shifted = valueAt(i) << left;
    stored[i] = format.isSigned ? shifted >> right : shifted >>> right;
  }
  return stored;
}

function emptyPixels({ bitsAllocated, isSigned }: PixelFormat, count: number): StoredPixels {
  if (bitsAllocated === 16) return isSigned ? new Int16Array(count) : new Uint16Array(count);
  return isSigned ? new Int8Array(count) : new Uint8Array(count);
}

/** Few MR images have tiles at all; each costs the decoder memory, whatever the codestream holds. */
const MAX_TILES = 1024;

/** Decoding of one family: the codestream's own header must agree with that of DICOM before a decoder sees it. */
function codestreamDecoder(family: CodestreamFamily, codec: CodecName): PixelDecoder {
  return (image) => {
    const { pixels } = image;
    const bytes = withoutJp2Boxes(pixels.bytes);
    const header = requireAgreement(image, readCodestreamHeader(bytes, family));
    if (!endsCodestream(bytes)) throw cutShort(image);
    const bitsAllocated = header.precision > 8 ? 16 : 8;
    const bitsStored = header.precision;
    const { rows, columns } = pixels;
    const { isSigned } = header;
    const frame = { bytes, rows, columns, bitsAllocated, bitsStored, isSigned } as const;
    const decoded = decodeOrRefuse(image, () => decodeInTime(codec, frame));
    if (decoded.length !== (rows * columns * bitsAllocated) / 8) throw undecodable(image, "it decodes to another size");
    return fitted(decoded, pixels, { ...frame, highBit: bitsStored - 1 });
  };
}

/**
 * Decoded samples as stored values. The codestream tells how many bits count, except that a lossless one may carry overlays
 * above the stored bits along; a lossy one may overshoot them, and cutting would turn white into black. Whether values have
 * a sign the DICOM header tells: only JPEG 2000 could, and encoders that got that wrong wrote the same bits (PS3.5 §8.2.4).
 */
function fitted(decoded: Uint8Array, { format, transferSyntaxUid }: EncodedPixels, coded: PixelFormat): StoredPixels {
  const isWiderThanCoded = coded.isSigned && format.isSigned;
  const isLossy = lossySyntaxes.includes(transferSyntaxUid);
  const stored = isLossy ? coded.bitsStored : Math.min(coded.bitsStored, format.bitsStored);
  const bitsStored = isWiderThanCoded ? Math.max(stored, format.bitsStored) : stored;
  const view = new DataView(decoded.buffer, decoded.byteOffset, decoded.byteLength);
  const valueAt = valueReader(view, coded);
  const count = (decoded.length * 8) / coded.bitsAllocated;
  return cutOut(valueAt, count, { ...format, bitsStored, highBit: bitsStored - 1 });
}

const lossySyntaxes: readonly TransferSyntaxUid[] = [
  "1.2.840.10008.1.2.4.50",
  "1.2.840.10008.1.2.4.51",
  "1.2.840.10008.1.2.4.81",
  "1.2.840.10008.1.2.4.91",
  "1.2.840.10008.1.2.4.203",
];

function valueReader(view: DataView, { bitsAllocated, isSigned }: PixelFormat): (i: number) => number {
  if (bitsAllocated === 16) return isSigned ? (i) => view.getInt16(2 * i, true) : (i) => view.getUint16(2 * i, true);
  return isSigned ? (i) => view.getInt8(i) : (i) => view.getUint8(i);
}

function requireAgreement(image: CodedImage, header: CodestreamHeader | undefined): CodestreamHeader {
  const { rows, columns, format, transferSyntaxUid } = image.pixels;
  if (header === undefined) throw undecodable(image, `it is no ${transferSyntaxes[transferSyntaxUid].name} codestream`);
  if (header.components !== 1)
    throw undecodable(image, `it has ${header.components} components where one is announced`);
  if (header.rows !== rows || header.columns !== columns) {
    const sizes = `${header.rows} × ${header.columns} pixels where the header announces ${rows} × ${columns}`;
    throw undecodable(image, `it has ${sizes}`);
  }
  if (header.precision < 2 || header.precision > format.bitsAllocated) {
    throw undecodable(image, `it has ${header.precision} bits a pixel where ${format.bitsAllocated} are allocated`);
  }
  if (!(header.tiles <= MAX_TILES)) throw undecodable(image, `it has ${header.tiles} tiles, more than ${MAX_TILES}`);
  return header;
}

/** The codec's own words are left out: they may quote bytes of the file. */
function decodeOrRefuse(image: CodedImage, decode: () => Uint8Array): Uint8Array {
  try {
    return decode();
  } catch {
    throw undecodable(image, "the decoder gave up on it");
  }
}

function undecodable(image: CodedImage, why: string): DicomError {
  const message = `the codestream of ${nameOf(image)} cannot be decoded: ${why}`;
  return new DicomError("malformed", `${message}; fetch the file again`, at(image));
}

function cutShort(image: CodedImage): DicomError {
  const message = `the codestream of ${nameOf(image)} ends without its end marker`;
  return new DicomError("truncated", `${message}; fetch the file again`, at(image));
}
