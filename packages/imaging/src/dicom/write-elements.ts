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

/** A value to write: texts and numbers may be several; empty text writes the element with no value, as Type 2 allows. */
export type ElementValue = string | number | readonly (string | number)[] | Uint8Array;

/**
 * Encodes a data set. Elements come out in ascending order of tag, as the standard demands.
 * @throws {DicomError} `not-writable` when a value breaks the rules of its value representation.
 */
export function encodeDataset(values: Readonly<Partial<Record<Keyword, ElementValue>>>): Uint8Array {
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

function keywordsOf(values: Readonly<Partial<Record<Keyword, ElementValue>>>): readonly Keyword[] {
  const given = Object.keys(values)
    .filter(isKeyword)
    .filter((keyword) => values[keyword] !== undefined);
  return given.sort((a, b) => attributes[a].tag - attributes[b].tag);
}

function encodeKeyword(keyword: Keyword, value: ElementValue): Uint8Array {
  const { tag, vr }: Attribute = attributes[keyword];
  if (value instanceof Uint8Array) return encodeElement(tag, vr, value);
  const values = typeof value === "object" ? value : [value];
  if (vr === "US") return encodeElement(tag, vr, encodeUnsigned(values, keyword));
  const texts = values.map((part) => (typeof part === "number" ? decimalString(part) : part));
  const wrong = texts.find((text) => text !== "" && !textRules[vr].test(text));
  if (wrong !== undefined) throw notWritable(keyword, `${JSON.stringify(wrong)} is no value of representation ${vr}`);
  return encodeElement(tag, vr, encodeText(texts.join("\\"), vr));
}

/** What one value may look like; text is kept to ASCII, so that no character set need be declared. */
const textRules: Readonly<Record<ValueRepresentation, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9 _]{1,16}$/,
  DA: /^\d{8}$/,
  DS: /^[-+.eE\d]{1,16}$/,
  FD: /^$/,
  IS: /^[-+]?\d{1,11}$/,
  LO: /^[ -[\]-~]{1,64}$/,
  OV: /^$/,
  OW: /^$/,
  PN: /^[ -[\]-~]{1,64}$/,
  SH: /^[ -[\]-~]{1,16}$/,
  SQ: /^$/,
  TM: /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/,
  UI: /^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))*$/,
  UL: /^$/,
  US: /^$/,
};

/** The number in at most 16 characters, with as many digits as fit. Source: DICOM PS3.5 §6.2, Decimal String. */
function decimalString(value: number): string {
  for (let digits = 17; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return String(value);
}

const LONG_LENGTH_VRS: readonly string[] = ["OB", "OV", "OW", "SQ"];

/** A head of 8 bytes for short values, of 12 for the VRs with a 32-bit length. */
function encodeElement(tag: number, vr: string, value: Uint8Array): Uint8Array {
  const isLong = LONG_LENGTH_VRS.includes(vr);
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

/** Text has an even length: UIDs are padded with a null byte, everything else with a space. */
function encodeText(text: string, vr: string): Uint8Array {
  const padding = vr === "UI" ? "\0" : " ";
  const bytes = new TextEncoder().encode(text);
  return bytes.length % 2 === 0 ? bytes : concatenate([bytes, new TextEncoder().encode(padding)]);
}

function encodeUnsigned(values: readonly (string | number)[], keyword: Keyword): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    const isUnsigned = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff;
    if (!isUnsigned) throw notWritable(keyword, `${value} is no whole number from 0 to 65535`);
    view.setUint16(2 * i, value, true);
  }
  return bytes;
}

/** The refusal to write a value, saying what it breaks. */
export function notWritable(keyword: Keyword, why: string): DicomError {
  return new DicomError("not-writable", `${describe(keyword)} cannot be written: ${why}`, { attribute: keyword });
}
