/** Encodes data elements in Explicit VR Little Endian. Source: DICOM PS3.5 §6.2 (values), §7.1.2 (elements). */
import {
  type Attribute,
  attributes,
  describe,
  isKeyword,
  type Keyword,
  type ValueRepresentation,
} from "./attributes.ts";
import { DicomError } from "./errors.ts";

/**
 * A value to write: texts and numbers may be several, items make a sequence; empty text writes the element with no
 * value, and no item an empty sequence, as Type 2 allows. Bytes are written as they are, padded to an even length.
 */
export type ElementValue = string | number | readonly (string | number)[] | Uint8Array | readonly DatasetValues[];

/** A data set, or an item of a sequence, by keyword; undefined elements are not written. */
export interface DatasetValues extends Readonly<Partial<Record<Keyword, ElementValue>>> {}

/**
 * Encodes a data set. Elements come out in ascending order of tag, as the standard demands.
 * @throws {DicomError} `not-writable` when a value breaks the rules of its value representation.
 */
export function encodeDataset(values: DatasetValues): Uint8Array {
  const elements = keywordsOf(values).map((keyword) => encodeKeyword(keyword, values[keyword]!));
  return concatenate(elements);
}

/** Encodes one element of file meta information, whose tags the table of data set attributes does not hold. */
export function encodeMetaElement(tag: number, vr: "OB" | "SH" | "UI" | "UL", value: string | Uint8Array): Uint8Array {
  return encodeElement(tag, vr, typeof value === "string" ? encodeText(value, vr) : value);
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function keywordsOf(values: DatasetValues): readonly Keyword[] {
  const given = Object.keys(values)
    .filter(isKeyword)
    .filter((keyword) => values[keyword] !== undefined);
  return given.sort((a, b) => attributes[a].tag - attributes[b].tag);
}

function encodeKeyword(keyword: Keyword, value: ElementValue): Uint8Array {
  const { tag, vr }: Attribute = attributes[keyword];
  if (value instanceof Uint8Array) return encodeElement(tag, vr, evenLength(value, paddingOf(vr)));
  const values = typeof value === "object" ? value : [value];
  if (isItems(values)) return encodeSequence(keyword, values);
  const encodeBinary = binaryEncoders[vr];
  if (encodeBinary !== undefined) return encodeElement(tag, vr, encodeBinary(values, keyword));
  const texts = values.map((part) => (typeof part === "number" ? decimalString(part) : part));
  const wrong = texts.find((text) => text !== "" && !textRules[vr].test(text));
  if (wrong !== undefined) throw notWritable(keyword, `${JSON.stringify(wrong)} is no value of representation ${vr}`);
  return encodeElement(tag, vr, encodeText(texts.join("\\"), vr));
}

/** An empty list is one of items only where the attribute is a sequence, which `encodeSequence` looks at. */
function isItems(values: readonly (string | number | DatasetValues)[]): values is readonly DatasetValues[] {
  return values.every((value) => typeof value === "object");
}

const ITEM_TAG = 0xfffe_e000;

/** Items of explicit length, as is the sequence. Source: DICOM PS3.5 §7.5.1. */
function encodeSequence(keyword: Keyword, items: readonly DatasetValues[]): Uint8Array {
  const { tag, vr }: Attribute = attributes[keyword];
  if (vr !== "SQ") throw notWritable(keyword, `a value of representation ${vr} was expected, and items came`);
  return encodeElement(tag, vr, concatenate(items.map(encodeItem)));
}

function encodeItem(item: DatasetValues): Uint8Array {
  const content = encodeDataset(item);
  const head = new DataView(new ArrayBuffer(8));
  head.setUint16(0, ITEM_TAG >>> 16, true);
  head.setUint16(2, ITEM_TAG & 0xffff, true);
  head.setUint32(4, content.length, true);
  return concatenate([new Uint8Array(head.buffer), content]);
}

/** Whether text, as it came from another file, keeps the rules by which we write its representation. */
export function isWritable(keyword: Keyword, text: string): boolean {
  return textRules[attributes[keyword].vr].test(text);
}

/** What one value may look like; our own text is kept to ASCII, so that no character set need be declared. */
const textRules: Readonly<Record<ValueRepresentation, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  AT: /^$/,
  CS: /^[A-Z0-9 _]{1,16}$/,
  DA: /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/,
  DS: /^[-+.eE\d]{1,16}$/,
  DT: /^\d{4}(\d{2}(\d{2}(\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?)?)?)?([+-]\d{4})?$/,
  FD: /^$/,
  IS: /^[-+]?\d{1,11}$/,
  LO: /^[ -[\]-~]{1,64}$/,
  LT: /^[\n\r -~]{1,10240}$/,
  OB: /^$/,
  OV: /^$/,
  OW: /^$/,
  PN: /^[ -[\]-~]{1,64}$/,
  SH: /^[ -[\]-~]{1,16}$/,
  SQ: /^$/,
  ST: /^[\n\r -~]{1,1024}$/,
  TM: /^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$/,
  UI: /^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))*$/,
  UL: /^$/,
  US: /^$/,
  UT: /^[\n\r -~]+$/,
};

/** The number in at most 16 characters, with as many digits as fit. Source: DICOM PS3.5 §6.2, Decimal String. */
export function decimalString(value: number): string {
  for (let digits = 17; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return String(value);
}

const LONG_LENGTH_VRS: ReadonlySet<string> = new Set(["OB", "OV", "OW", "SQ", "UT"]);

/** A head of 8 bytes for short values, of 12 for the VRs with a 32-bit length. */
function encodeElement(tag: number, vr: string, value: Uint8Array): Uint8Array {
  const isLong = LONG_LENGTH_VRS.has(vr);
  if (!isLong && value.length > 0xffff) {
    throw new DicomError("not-writable", `${value.length} bytes do not fit an element of representation ${vr}`, {
      tag,
    });
  }
  const element = new Uint8Array((isLong ? 12 : 8) + value.length);
  const view = new DataView(element.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  element.set(new TextEncoder().encode(vr), 4);
  if (isLong) view.setUint32(8, value.length, true);
  else view.setUint16(6, value.length, true);
  element.set(value, isLong ? 12 : 8);
  return element;
}

function encodeText(text: string, vr: string): Uint8Array {
  return evenLength(new TextEncoder().encode(text), paddingOf(vr));
}

/** Every value has an even length: text is padded with a space, UIDs and bytes with a null byte. */
function paddingOf(vr: string): number {
  return vr === "UI" || vr === "OB" || vr === "OW" ? 0 : 0x20;
}

function evenLength(bytes: Uint8Array, padding: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : concatenate([bytes, Uint8Array.of(padding)]);
}

type Values = readonly (string | number)[];

/** Numbers that are bytes rather than digits; an attribute tag is two 16-bit numbers, group before element. */
const binaryEncoders: Readonly<Partial<Record<ValueRepresentation, (values: Values, keyword: Keyword) => Uint8Array>>> =
  {
    AT: (values, keyword) => encodeUnsigned(values.flatMap(tagHalves), 2, keyword),
    FD: encodeDouble,
    UL: (values, keyword) => encodeUnsigned(values, 4, keyword),
    US: (values, keyword) => encodeUnsigned(values, 2, keyword),
  };

function tagHalves(tag: string | number): Values {
  return typeof tag === "number" ? [tag >>> 16, tag & 0xffff] : [tag];
}

function encodeUnsigned(values: Values, size: 2 | 4, keyword: Keyword): Uint8Array {
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  const largest = 2 ** (8 * size) - 1;
  for (const [i, value] of values.entries()) {
    const isUnsigned = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= largest;
    if (!isUnsigned) throw notWritable(keyword, `${value} is no whole number from 0 to ${largest}`);
    if (size === 2) view.setUint16(2 * i, value, true);
    else view.setUint32(4 * i, value, true);
  }
  return bytes;
}

function encodeDouble(values: Values, keyword: Keyword): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw notWritable(keyword, `${value} is no finite number`);
    view.setFloat64(8 * i, value, true);
  }
  return bytes;
}

/** The refusal to write a value, saying what it breaks. */
export function notWritable(keyword: Keyword, why: string): DicomError {
  return new DicomError("not-writable", `${describe(keyword)} cannot be written: ${why}`, { attribute: keyword });
}
