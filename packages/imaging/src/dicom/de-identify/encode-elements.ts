/**
 * Writes elements in the encoding in which they were read. Sequences and items get explicit lengths.
 * Source: DICOM PS3.5 §7.1, §7.5.
 */
import { concatenate } from "../write-elements.ts";
import type { ElementEncoding, EncodedElement, EncodedSequence } from "./read-elements.ts";

const UNDEFINED_LENGTH = 0xffff_ffff;
const ITEM = 0xfffe_e000;
const LONG_LENGTH_VRS: ReadonlySet<string> = new Set("OB OD OF OL OV OW SQ SV UC UN UR UT UV".split(" "));
/** Padded with a null byte; everything else that is text with a space. Source: DICOM PS3.5 §6.2. */
const PADDED_WITH_NULL: ReadonlySet<string> = new Set("OB OD OF OL OV OW UI UN".split(" "));

/** Encodes elements in ascending order of tag. */
export function encodeElements(elements: readonly EncodedElement[], encoding: ElementEncoding): Uint8Array {
  const sorted = elements.toSorted((a, b) => a.tag - b.tag);
  return concatenate(sorted.flatMap((element) => encodeElement(element, encoding)));
}

function encodeElement(element: EncodedElement, encoding: ElementEncoding): readonly Uint8Array[] {
  const { tag, vr, sequence, isEncapsulated } = element;
  if (isEncapsulated) return [head(tag, vr, UNDEFINED_LENGTH, encoding), element.value];
  const value = sequence === undefined ? padded(element.value, vr) : encodeItems(sequence);
  return [head(tag, vr, value.length, encoding), value];
}

function encodeItems({ encoding, items }: EncodedSequence): Uint8Array {
  const parts = items.map((item) => encodeElements(item, encoding));
  return concatenate(parts.flatMap((part) => [head(ITEM, "", part.length, encoding), part]));
}

function head(tag: number, vr: string, length: number, { isLittleEndian, isExplicitVr }: ElementEncoding): Uint8Array {
  const hasVr = isExplicitVr && tag !== ITEM;
  const isLong = hasVr && LONG_LENGTH_VRS.has(vr);
  const bytes = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag >>> 16, isLittleEndian);
  view.setUint16(2, tag & 0xffff, isLittleEndian);
  if (hasVr) bytes.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
  if (hasVr && !isLong) view.setUint16(6, length, isLittleEndian);
  else view.setUint32(isLong ? 8 : 4, length, isLittleEndian);
  return bytes;
}

function padded(value: Uint8Array, vr: string): Uint8Array {
  return value.length % 2 === 0 ? value : concatenate([value, Uint8Array.of(PADDED_WITH_NULL.has(vr) ? 0 : 0x20)]);
}
