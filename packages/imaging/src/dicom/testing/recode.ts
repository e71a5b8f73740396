/** Re-encodes a file of `writeMrInstance` in another transfer syntax or with other values, as foreign scanners would. */
import { deflateRawSync } from "node:zlib";
import { attributes, isKeyword, type Keyword } from "../attributes.ts";
import { mrImageStorage } from "../sop-class.ts";
import {
  explicitVrBigEndian,
  explicitVrLittleEndian,
  implicitVrLittleEndian,
  transferSyntaxes,
} from "../transfer-syntax.ts";
import { concatenate, type ElementValue, encodeDataset, encodeMetaElement } from "../write-elements.ts";

export interface Recoding {
  /** Explicit VR Little Endian unless stated; in encapsulated ones the pixel data are one fragment, or `fragments`. */
  readonly transferSyntaxUid?: string;
  readonly fragments?: readonly Uint8Array[];
  /** The basic offset table; empty unless stated, "none" leaves out even its item. */
  readonly basicOffsets?: readonly number[] | "none";
  /** Attributes to replace or add; undefined removes. */
  readonly values?: Readonly<Partial<Record<Keyword, ElementValue | undefined>>> | undefined;
  /** What to write before the data set; a bare one has neither preamble nor meta information. */
  readonly container?: "part10" | "meta-without-preamble" | "bare";
}

const LONG_LENGTH_VRS = ["OB", "OV", "OW", "SQ"];

interface Element {
  readonly tag: number;
  readonly vr: string;
  readonly value: Uint8Array;
}

/** @param file bytes of `writeMrInstance`: Explicit VR Little Endian without sequences. */
export function recode(
  file: Uint8Array,
  { transferSyntaxUid, values = {}, container = "part10", fragments, basicOffsets = [] }: Recoding,
): Uint8Array {
  const uid = transferSyntaxUid ?? explicitVrLittleEndian;
  const changed = new Map(splitElements(file, 132).map((element) => [element.tag, element]));
  for (const tag of changed.keys()) if (tag >>> 16 === 2) changed.delete(tag);
  for (const keyword of Object.keys(values).filter(isKeyword)) {
    const { tag } = attributes[keyword];
    const value = values[keyword];
    const [element] = value === undefined ? [] : splitElements(encodeDataset({ [keyword]: value }), 0);
    if (element === undefined) changed.delete(tag);
    else changed.set(tag, element);
  }
  const elements = [...changed.values()].sort((a, b) => a.tag - b.tag);
  const isEncapsulated = Object.entries(transferSyntaxes).some(
    ([known, { pixelEncoding }]) => known === uid && pixelEncoding === "encapsulated",
  );
  const body = concatenate(
    elements.map((element) =>
      isEncapsulated && element.tag === attributes.PixelData.tag
        ? encapsulate(fragments ?? [element.value], basicOffsets)
        : encode(element, uid),
    ),
  );
  const isDeflated = Object.entries(transferSyntaxes).some(([known, { isDeflated }]) => known === uid && isDeflated);
  return concatenate([...headOf(container, uid), isDeflated ? deflateRawSync(body) : body]);
}

/** Pixel data of undefined length: the offset table, the fragments, the delimiter. */
function encapsulate(fragments: readonly Uint8Array[], basicOffsets: readonly number[] | "none"): Uint8Array {
  const head = new Uint8Array([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const table = basicOffsets === "none" ? [] : [item(new Uint8Array(Uint32Array.from(basicOffsets).buffer))];
  return concatenate([head, ...table, ...fragments.map(item), new Uint8Array([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
}

function item(value: Uint8Array): Uint8Array {
  const head = new Uint8Array([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  new DataView(head.buffer).setUint32(4, value.length, true);
  return concatenate([head, value]);
}

function headOf(container: "part10" | "meta-without-preamble" | "bare", uid: string): readonly Uint8Array[] {
  if (container === "bare") return [];
  const meta = concatenate([
    encodeMetaElement(0x0002_0002, "UI", mrImageStorage),
    encodeMetaElement(0x0002_0010, "UI", uid),
  ]);
  return container === "part10" ? [new Uint8Array(128), new TextEncoder().encode("DICM"), meta] : [meta];
}

function splitElements(bytes: Uint8Array, start: number): readonly Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const elements: Element[] = [];
  for (let offset = start; offset < bytes.length; ) {
    const vr = new TextDecoder().decode(bytes.subarray(offset + 4, offset + 6));
    const isLong = LONG_LENGTH_VRS.includes(vr);
    const length = isLong ? view.getUint32(offset + 8, true) : view.getUint16(offset + 6, true);
    const tag = view.getUint16(offset, true) * 0x1_0000 + view.getUint16(offset + 2, true);
    const valueOffset = offset + (isLong ? 12 : 8);
    elements.push({ tag, vr, value: bytes.subarray(valueOffset, valueOffset + length) });
    offset = valueOffset + length;
  }
  return elements;
}

function encode({ tag, vr, value }: Element, uid: string): Uint8Array {
  const isLittle = uid !== explicitVrBigEndian;
  const isLong = LONG_LENGTH_VRS.includes(vr);
  const isImplicit = uid === implicitVrLittleEndian;
  const head = new Uint8Array(isLong && !isImplicit ? 12 : 8);
  const view = new DataView(head.buffer);
  view.setUint16(0, tag >>> 16, isLittle);
  view.setUint16(2, tag & 0xffff, isLittle);
  if (isImplicit) view.setUint32(4, value.length, true);
  else {
    head.set(new TextEncoder().encode(vr), 4);
    if (isLong) view.setUint32(8, value.length, isLittle);
    else view.setUint16(6, value.length, isLittle);
  }
  const isNumeric = vr === "US" || vr === "OW";
  return concatenate([head, isNumeric && !isLittle ? swapPairs(value) : value]);
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, i) => bytes[i ^ 1]!);
}
