/**
 * What the header of a compressed frame says, read before any decoder sees it: decoders allocate what this header claims,
 * so it must agree with the DICOM header first.
 *
 * Source: ITU-T T.81 §B.2 (JPEG), T.87 §C.2 (JPEG-LS), T.800 §A.5 (JPEG 2000; T.814 keeps the same headers).
 */

export interface CodestreamHeader {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** Whether samples are signed numbers; only JPEG 2000 knows that, the others hold bit patterns. */
  readonly isSigned: boolean;
  /** Independently coded rectangles of a JPEG 2000 image; 1 in the others. */
  readonly tiles: number;
}

/** The families of codestreams that DICOM encapsulates. */
export type CodestreamFamily = "jpeg" | "jpeg-ls" | "jpeg-2000";

/** The header of a codestream, or undefined when the bytes are none of this family. */
export function readCodestreamHeader(bytes: Uint8Array, family: CodestreamFamily): CodestreamHeader | undefined {
  return family === "jpeg-2000" ? readImageSize(bytes) : readFrameHeader(bytes, family);
}

/** Whether the bytes begin as a codestream of any family does. */
export function startsCodestream(bytes: Uint8Array): boolean {
  const start = wordAt(bytes, 0);
  return start === START_OF_IMAGE || start === START_OF_CODESTREAM || isJp2(bytes);
}

/** Whether the bytes end with the marker that ends a codestream, and at most a few bytes of padding. */
export function endsCodestream(bytes: Uint8Array): boolean {
  for (let end = bytes.length; end >= 2 && bytes.length - end <= MAX_PADDING_BYTES; end--) {
    if (wordAt(bytes, end - 2) === END_OF_CODESTREAM) return true;
    if (bytes[end - 1] !== 0x00 && bytes[end - 1] !== 0xff) return false;
  }
  return false;
}

/** The codestream within a JP2 file, which some encoders encapsulate whole against PS3.5 §A.4.4; other bytes as they are. */
export function withoutJp2Boxes(bytes: Uint8Array): Uint8Array {
  if (!isJp2(bytes)) return bytes;
  for (let offset = 0; offset + 8 <= bytes.length; ) {
    const length = longAt(bytes, offset);
    if (longAt(bytes, offset + 4) === JP2_CODESTREAM_BOX) return bytes.subarray(offset + 8);
    if (length < 8) break;
    offset += length;
  }
  return bytes;
}

const START_OF_IMAGE = 0xffd8;
const START_OF_CODESTREAM = 0xff4f;
const IMAGE_SIZE = 0xff51;
/** EOI of JPEG and JPEG-LS, EOC of JPEG 2000. */
const END_OF_CODESTREAM = 0xffd9;
const MAX_PADDING_BYTES = 16;
const JP2_SIGNATURE_BOX = 0x6a50_2020;
const JP2_CODESTREAM_BOX = 0x6a70_3263;
const SEQUENTIAL_PROGRESSIVE_LOSSLESS = [0xffc0, 0xffc1, 0xffc2, 0xffc3];
const JPEG_LS_FRAME = 0xfff7;

/** Walks the marker segments to the frame header (SOF), which precedes every scan. */
function readFrameHeader(bytes: Uint8Array, family: "jpeg" | "jpeg-ls"): CodestreamHeader | undefined {
  if (wordAt(bytes, 0) !== START_OF_IMAGE) return undefined;
  const frames = family === "jpeg" ? SEQUENTIAL_PROGRESSIVE_LOSSLESS : [JPEG_LS_FRAME];
  for (let offset = 2; offset + 10 <= bytes.length; ) {
    const marker = wordAt(bytes, offset);
    if (marker === 0xffff)
      offset += 1; // fill byte before a marker
    else if (frames.includes(marker)) return frameHeaderAt(bytes, offset);
    else if (marker < 0xffc0 || marker === END_OF_CODESTREAM) return undefined;
    else offset += 2 + wordAt(bytes, offset + 2);
  }
  return undefined;
}

function frameHeaderAt(bytes: Uint8Array, offset: number): CodestreamHeader {
  return {
    precision: bytes[offset + 4]!,
    rows: wordAt(bytes, offset + 5),
    columns: wordAt(bytes, offset + 7),
    components: bytes[offset + 9]!,
    isSigned: false,
    tiles: 1,
  };
}

/** The SIZ segment follows SOC at once. */
function readImageSize(bytes: Uint8Array): CodestreamHeader | undefined {
  const isImageSize = wordAt(bytes, 0) === START_OF_CODESTREAM && wordAt(bytes, 2) === IMAGE_SIZE;
  if (!isImageSize || bytes.length < 45) return undefined;
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = Array.from({ length: 8 }, (_, n) =>
    longAt(bytes, 8 + 4 * n),
  ) as [number, number, number, number, number, number, number, number];
  return {
    columns: right - left,
    rows: bottom - top,
    components: wordAt(bytes, 40),
    precision: (bytes[42]! & 0x7f) + 1,
    isSigned: bytes[42]! >= 0x80,
    tiles: Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight),
  };
}

function isJp2(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && longAt(bytes, 0) === 12 && longAt(bytes, 4) === JP2_SIGNATURE_BOX;
}

function wordAt(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

function longAt(bytes: Uint8Array, offset: number): number {
  return wordAt(bytes, offset) * 0x1_0000 + wordAt(bytes, offset + 2);
}
