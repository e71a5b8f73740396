/**
 * Every element of a data set, items of sequences included, as views of its bytes.
 *
 * The reader of images stops at what it needs. Here nothing may be passed over, since what is not looked at is not cleaned:
 * a byte that belongs to no element refuses the file. Source: DICOM PS3.5 §7.1 (elements), §7.5 (sequences), §A.4 (fragments).
 */
import { formatTag } from "../attributes.ts";
import { DicomError } from "../errors.ts";
import { standardAttribute } from "./profile.ts";

/** How elements are written. */
export interface ElementEncoding {
  readonly isLittleEndian: boolean;
  readonly isExplicitVr: boolean;
}

export interface EncodedElement {
  readonly tag: number;
  /** As the file states it; in an implicit data set that of the dictionary, UN where it has none. */
  readonly vr: string;
  /** A view of the file; empty for a sequence, fragments with their delimiter for encapsulated pixels. */
  readonly value: Uint8Array;
  readonly isEncapsulated: boolean;
  readonly sequence: EncodedSequence | undefined;
}

export interface EncodedSequence {
  /** That of the items: implicit and little endian below an element of representation UN, whatever stands around it. */
  readonly encoding: ElementEncoding;
  readonly items: readonly (readonly EncodedElement[])[];
}

const IMPLICIT: ElementEncoding = { isLittleEndian: true, isExplicitVr: false };
const UNDEFINED_LENGTH = 0xffff_ffff;
const ITEM = 0xfffe_e000;
const ITEM_END = 0xfffe_e00d;
const SEQUENCE_END = 0xfffe_e0dd;
const PIXEL_DATA = 0x7fe0_0010;
/** Objects nest less than ten deep; a file that lies must not exhaust the stack. */
const MAX_DEPTH = 32;
const SHORT_LENGTH_VRS = new Set("AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split(" "));
const LONG_LENGTH_VRS = new Set("OB OD OF OL OV OW SQ SV UC UN UR UT UV".split(" "));

/**
 * Reads the elements up to and including pixel data; what follows these (padding, signatures) is left out.
 * @throws {DicomError} `truncated` or `malformed`.
 */
export function readElements(
  dataset: Uint8Array,
  encoding: ElementEncoding,
  source: string,
): readonly EncodedElement[] {
  const reader: Reader = { bytes: dataset, view: viewOf(dataset), at: 0, source };
  return readUntil(reader, { encoding, end: dataset.length, depth: 0 });
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly source: string;
  at: number;
}

/** A stretch of elements: until its end, or where that is not told until a delimiter. */
interface Stretch {
  readonly encoding: ElementEncoding;
  readonly end: number;
  readonly isDelimited?: boolean;
  readonly depth: number;
}

function readUntil(reader: Reader, stretch: Stretch): readonly EncodedElement[] {
  const elements: EncodedElement[] = [];
  while (reader.at < stretch.end) {
    if (stretch.depth === 0 && isZeroFrom(reader)) return elements;
    const head = readHead(reader, stretch);
    if (head.tag === ITEM_END && stretch.isDelimited === true) return elements;
    elements.push(readValue(reader, stretch, head));
    if (head.tag === PIXEL_DATA && stretch.depth === 0) return elements;
  }
  if (stretch.isDelimited === true) throw truncated(reader, "inside an item without its delimiter");
  return elements;
}

/** Some writers fill a file up with zeros. */
function isZeroFrom({ bytes, at }: Reader): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0 && bytes.subarray(at).every((byte) => byte === 0);
}

interface Head {
  readonly tag: number;
  readonly vr: string;
  readonly length: number;
}

function readHead(reader: Reader, { encoding, end }: Stretch): Head {
  const { view, at } = reader;
  requireBytes(reader, 8, end);
  const little = encoding.isLittleEndian;
  const tag = view.getUint16(at, little) * 0x1_0000 + view.getUint16(at + 2, little);
  reader.at += 8;
  const isDelimiter = tag === ITEM || tag === ITEM_END || tag === SEQUENCE_END;
  if (!encoding.isExplicitVr || isDelimiter) {
    return { tag, vr: standardAttribute(tag)?.vr ?? "UN", length: view.getUint32(at + 4, little) };
  }
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5));
  if (SHORT_LENGTH_VRS.has(vr)) return { tag, vr, length: view.getUint16(at + 6, little) };
  if (!LONG_LENGTH_VRS.has(vr)) throw malformed(reader, `${formatTag(tag)} at byte ${at} has no value representation`);
  requireBytes(reader, 4, end);
  reader.at += 4;
  return { tag, vr, length: view.getUint32(at + 8, little) };
}

function readValue(reader: Reader, stretch: Stretch, head: Head): EncodedElement {
  const { tag, vr, length } = head;
  const inner = vr === "UN" && stretch.encoding.isExplicitVr ? IMPLICIT : stretch.encoding;
  if (length === UNDEFINED_LENGTH) {
    if (tag === PIXEL_DATA)
      return { tag, vr, value: readFragments(reader, stretch), isEncapsulated: true, sequence: undefined };
    if (vr !== "SQ" && vr !== "UN")
      throw malformed(reader, `${formatTag(tag)} of representation ${vr} states no length`);
    const items = readItems(reader, { ...stretch, encoding: inner, isDelimited: true, depth: stretch.depth + 1 });
    return { tag, vr, value: new Uint8Array(0), isEncapsulated: false, sequence: { encoding: inner, items } };
  }
  requireBytes(reader, length, stretch.end);
  const end = reader.at + length;
  if (vr === "SQ" || standardAttribute(tag)?.vr === "SQ") {
    const items = readItems(reader, { encoding: inner, end, depth: stretch.depth + 1 });
    return { tag, vr, value: new Uint8Array(0), isEncapsulated: false, sequence: { encoding: inner, items } };
  }
  const value = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return { tag, vr, value, isEncapsulated: false, sequence: undefined };
}

function readItems(reader: Reader, stretch: Stretch): EncodedSequence["items"] {
  if (stretch.depth > MAX_DEPTH) throw malformed(reader, `sequences nest more than ${MAX_DEPTH} deep`);
  const items: (readonly EncodedElement[])[] = [];
  while (reader.at < stretch.end) {
    const { tag, length } = readHead(reader, stretch);
    if (tag === SEQUENCE_END && stretch.isDelimited === true) return items;
    if (tag !== ITEM) throw malformed(reader, `${formatTag(tag)} stands where an item should begin`);
    const isDelimited = length === UNDEFINED_LENGTH;
    if (!isDelimited) requireBytes(reader, length, stretch.end);
    const end = isDelimited ? stretch.end : reader.at + length;
    items.push(readUntil(reader, { encoding: stretch.encoding, end, isDelimited, depth: stretch.depth }));
  }
  if (stretch.isDelimited === true) throw truncated(reader, "inside a sequence without its delimiter");
  return items;
}

/** The fragments of encapsulated pixels, their heads and the delimiter. */
function readFragments(reader: Reader, { end }: Stretch): Uint8Array {
  const start = reader.at;
  for (;;) {
    const { tag, length } = readHead(reader, { encoding: IMPLICIT, end, depth: 0 });
    if (tag === SEQUENCE_END) return reader.bytes.subarray(start, reader.at);
    if (tag !== ITEM) throw malformed(reader, `${formatTag(tag)} stands where a fragment of pixel data should begin`);
    requireBytes(reader, length, end);
    reader.at += length;
  }
}

function requireBytes(reader: Reader, bytes: number, end: number): void {
  if (reader.at + bytes > end) throw truncated(reader, `inside an element at byte ${reader.at} of its data set`);
}

function truncated({ source }: Reader, where: string): DicomError {
  return new DicomError("truncated", `${source} ends ${where}; fetch the file again`, { source });
}

function malformed({ source }: Reader, why: string): DicomError {
  return new DicomError("malformed", `${source} cannot be read to its end: ${why}`, { source });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
