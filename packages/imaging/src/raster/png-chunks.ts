/** The chunks of a PNG file, checked before anything is inflated. Source: PNG (W3C, third edition) §5, §11.2. */
import { RasterError } from "./errors.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and check sum around the data of a chunk. */
const CHUNK_OVERHEAD = 12;
/** What a picture is made of; text, colour profiles and times are left out, so that none is inflated. */
const PICTURE_CHUNKS = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

/** Names of the colour types that a header may have. Source: PNG §11.2.1. */
export const channelsOfColourType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
export const INDEXED_COLOUR = 3;

export interface PngHeader {
  readonly columns: number;
  readonly rows: number;
  readonly bitDepth: number;
  readonly colourType: number;
}

export interface PngChunks {
  readonly header: PngHeader;
  /** A PNG file of the chunks that make the picture. */
  readonly picture: Uint8Array;
  /** The deflated pixels, in their pieces. */
  readonly data: readonly Uint8Array[];
}

export function looksLikePng(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => head[i] === byte);
}

/**
 * Walks the chunks to the end of the picture.
 * @throws {RasterError} `not-a-picture`, `truncated` or `malformed`.
 */
export function readPngChunks(bytes: Uint8Array): PngChunks {
  if (!looksLikePng(bytes)) throw new RasterError("not-a-picture", "the file does not begin with the PNG signature");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE.length)];
  const data: Uint8Array[] = [];
  for (let at = SIGNATURE.length, type = ""; type !== "IEND"; ) {
    const end = at + CHUNK_OVERHEAD + (at + 8 <= bytes.length ? view.getUint32(at) : 0);
    if (end > bytes.length) throw truncated(end, bytes.length);
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at === SIGNATURE.length && type !== "IHDR") throw malformed(`begins with a chunk ${type} in place of IHDR`);
    if (PICTURE_CHUNKS.has(type)) kept.push(bytes.subarray(at, end));
    if (type === "IDAT") data.push(bytes.subarray(at + 8, end - 4));
    at = end;
  }
  return { header: readHeader(kept[1]!), picture: concatenated(kept), data };
}

const HEADER_BYTES = 13;

function readHeader(chunk: Uint8Array): PngHeader {
  if (chunk.length !== HEADER_BYTES + CHUNK_OVERHEAD) throw malformed(`has a header of ${chunk.length} bytes`);
  const view = new DataView(chunk.buffer, chunk.byteOffset + 8);
  return {
    columns: view.getUint32(0),
    rows: view.getUint32(4),
    bitDepth: view.getUint8(8),
    colourType: view.getUint8(9),
  };
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function truncated(expectedBytes: number, actualBytes: number): RasterError {
  const message = `the PNG file ends inside a chunk: at least ${expectedBytes} bytes expected, ${actualBytes} there`;
  return new RasterError("truncated", `${message}; copy it again`, { expectedBytes, actualBytes });
}

function malformed(why: string): RasterError {
  return new RasterError("malformed", `the PNG file ${why}; copy it again`);
}
