/** The frame header of a JPEG file, read before anything is decoded. Source: ITU-T T.81 §B.2. */
import { RasterError } from "./errors.ts";

export interface JpegFrame {
  readonly columns: number;
  readonly rows: number;
  /** Bits a sample. */
  readonly precision: number;
  readonly componentCount: number;
}

const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
/** Baseline, extended sequential and progressive, Huffman coded. */
const READABLE_FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** Codes of the same range that begin no frame: Huffman tables, extensions, arithmetic conditioning. */
const NO_FRAMES = new Set([0xc4, 0xc8, 0xcc]);

export function looksLikeJpeg(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === START_OF_IMAGE && head[2] === 0xff;
}

/**
 * Walks the segments to the frame header.
 * @throws {RasterError} `not-a-picture`, `truncated`, `malformed`, or `unsupported` for lossless and arithmetic coding.
 */
export function readJpegFrame(bytes: Uint8Array): JpegFrame {
  if (!looksLikeJpeg(bytes)) throw new RasterError("not-a-picture", "the file does not begin with the JPEG marker");
  requireEnd(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 <= bytes.length; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff) throw new RasterError("malformed", `the JPEG file has no marker at byte ${at}`);
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return frameAt(view, at, marker);
    else at += 2 + view.getUint16(at + 2);
  }
  throw new RasterError("truncated", `the JPEG file, ${bytes.length} bytes, has no frame header; copy it again`);
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker);
}

function frameAt(view: DataView, at: number, marker: number): JpegFrame {
  if (!READABLE_FRAMES.has(marker)) {
    const message = `the JPEG file is coded as SOF${marker - 0xc0}; baseline and progressive Huffman coding are read`;
    throw new RasterError("unsupported", message, { marker });
  }
  return {
    precision: view.getUint8(at + 4),
    rows: view.getUint16(at + 5),
    columns: view.getUint16(at + 7),
    componentCount: view.getUint8(at + 9),
  };
}

/** Cameras and archives append up to this much behind the picture. */
const TRAILER_BYTES = 65536;

/** Without its end a picture would be decoded as grey below the cut. */
function requireEnd(bytes: Uint8Array): void {
  for (let at = bytes.length - 2; at >= Math.max(2, bytes.length - TRAILER_BYTES); at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === END_OF_IMAGE) return;
  }
  const message = `the JPEG file, ${bytes.length} bytes, has no end-of-image marker; copy it again`;
  throw new RasterError("truncated", message, { actualBytes: bytes.length });
}
