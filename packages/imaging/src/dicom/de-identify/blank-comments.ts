/**
 * Overwrites the comments within compressed pixels by spaces: encoders put texts there, and cameras names and places. Lengths
 * stay, so no offset moves and no pixel is encoded anew.
 *
 * Source: ITU-T T.81 §B.1, §B.2.4 (JPEG: COM and APPn), T.87 (JPEG-LS, whose data hold no byte above 7F behind FF), T.800
 * annex A (JPEG 2000: COM).
 */
import { DicomError } from "../errors.ts";

export interface BlankedFragments {
  readonly fragments: Uint8Array;
  readonly comments: number;
}

/**
 * @param fragments encapsulated pixel data: items, the offset table first, and the delimiter.
 * @throws {DicomError} `malformed` where a codestream cannot be followed to the place of its comments; `unsupported-pixel-format`
 *   for JPEG 2000 within a JP2 file, whose boxes may hold anything.
 */
export function blankComments(fragments: Uint8Array, source: string): BlankedFragments {
  const copy = fragments.slice();
  const parts = partsOf(copy);
  const stream = joined(copy, parts);
  let comments = 0;
  for (let part = 0, at = 0, done = 0; part < parts.length; at += parts[part]!.length, part++) {
    if (at < done) continue; // within a codestream of several fragments
    const walker = { bytes: stream, at, comments: 0, source };
    done = walkCodestream(walker);
    comments += walker.comments;
  }
  if (comments > 0) putBack(stream, copy, parts);
  return { fragments: copy, comments };
}

/** Where a fragment's content lies. */
interface Part {
  readonly start: number;
  readonly length: number;
}

const ITEM_HEAD_BYTES = 8;

/** The fragments behind the offset table; `readElements` has made sure that they are whole. */
function partsOf(bytes: Uint8Array): readonly Part[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Part[] = [];
  for (let at = 0; at + ITEM_HEAD_BYTES < bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    parts.push({ start: at + ITEM_HEAD_BYTES, length });
    at += ITEM_HEAD_BYTES + length;
  }
  return parts.slice(1);
}

function joined(bytes: Uint8Array, parts: readonly Part[]): Uint8Array {
  const stream = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { start, length } of parts) {
    stream.set(bytes.subarray(start, start + length), at);
    at += length;
  }
  return stream;
}

function putBack(stream: Uint8Array, bytes: Uint8Array, parts: readonly Part[]): void {
  let at = 0;
  for (const { start, length } of parts) {
    bytes.set(stream.subarray(at, at + length), start);
    at += length;
  }
}

interface Walker {
  readonly bytes: Uint8Array;
  readonly source: string;
  at: number;
  comments: number;
}

const JPEG_START = 0xffd8;
const JPEG_2000_START = 0xff4f;
const JP2_SIGNATURE = [0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50];

/** Follows what begins here. @returns where it ends; at once for RLE and others without comments. */
function walkCodestream(walker: Walker): number {
  const { bytes, at, source } = walker;
  if (JP2_SIGNATURE.every((byte, i) => bytes[at + i] === byte)) {
    const message = `${source} holds JPEG 2000 within a JP2 file, whose boxes may name the patient`;
    throw new DicomError("unsupported-pixel-format", `${message}; convert it to a bare codestream`, { source });
  }
  const start = wordAt(bytes, at);
  if (start !== JPEG_START && start !== JPEG_2000_START) return at;
  walker.at += 2;
  if (start === JPEG_START) walkJpeg(walker);
  else walkJpeg2000(walker);
  return walker.at;
}

const JPEG_END = 0xd9;
const JPEG_SCAN = 0xda;
const JPEG_COMMENT = 0xfe;
/** Exif and XMP, pictures' descriptions, Photoshop and IPTC. JFIF, SPIFF and Adobe's colours tell how to decode. */
const JPEG_DESCRIPTIONS = new Set([JPEG_COMMENT, 0xe1, 0xec, 0xed]);

function walkJpeg(walker: Walker): void {
  const { bytes } = walker;
  while (walker.at < bytes.length) {
    const marker = bytes[walker.at + 1] ?? JPEG_END;
    if (bytes[walker.at] !== 0xff) throw lost(walker);
    if (marker === 0xff) {
      walker.at += 1; // a fill byte
      continue;
    }
    walker.at += 2;
    if (marker === JPEG_END) return;
    if (isWithoutLength(marker)) continue;
    const end = segmentEnd(walker);
    if (JPEG_DESCRIPTIONS.has(marker)) blank(walker, walker.at + 2, end);
    walker.at = marker === JPEG_SCAN ? entropyEnd(bytes, end) : end;
  }
}

/** Restarts, and the marker for arithmetic coding's own use. */
function isWithoutLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** The next marker that is no restart. */
function entropyEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next >= 0x80 && !isWithoutLength(next)) return at;
  }
  return bytes.length;
}

const TILE_PART = 0xff90;
const TILE_DATA = 0xff93;
const JPEG_2000_END = 0xffd9;
const JPEG_2000_COMMENT = 0xff64;

function walkJpeg2000(walker: Walker): void {
  const { bytes } = walker;
  let tilePartEnd = 0;
  while (walker.at < bytes.length) {
    const start = walker.at;
    const marker = wordAt(bytes, start);
    if (marker < 0xff00) throw lost(walker);
    walker.at += 2;
    if (marker === JPEG_2000_END) return;
    if (marker === TILE_DATA) {
      walker.at = tilePartEnd;
      continue;
    }
    const end = segmentEnd(walker);
    if (marker === TILE_PART) tilePartEnd = tilePartEndOf(bytes, start);
    if (marker === JPEG_2000_COMMENT) blank(walker, walker.at + 4, end);
    walker.at = end;
  }
}

/** Psot counts from the marker; 0 says until the end of the codestream, whose marker is the last. */
function tilePartEndOf(bytes: Uint8Array, start: number): number {
  const length = wordAt(bytes, start + 6) * 0x1_0000 + wordAt(bytes, start + 8);
  if (length > 12) return start + length;
  for (let at = bytes.length - 2; at > start; at--) if (wordAt(bytes, at) === JPEG_2000_END) return at;
  return bytes.length;
}

/** The end of the segment whose length stands here. */
function segmentEnd(walker: Walker): number {
  const length = walker.at + 2 <= walker.bytes.length ? wordAt(walker.bytes, walker.at) : 0;
  if (length < 2 || walker.at + length > walker.bytes.length) throw lost(walker);
  return walker.at + length;
}

function blank(walker: Walker, start: number, end: number): void {
  walker.bytes.fill(0x20, start, Math.max(start, end));
  walker.comments += 1;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function lost({ source, at }: Walker): DicomError {
  const message = `${source}: a codestream cannot be followed beyond its byte ${at}, so comments in it would not be found`;
  return new DicomError("malformed", message, { source });
}
