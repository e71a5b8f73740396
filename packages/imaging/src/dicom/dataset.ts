/**
 * A parsed data set and typed access to its values, on top of dicom-parser.
 *
 * dicom-parser throws strings, plain objects and errors, and lets an element of the implicit syntaxes run past the end
 * of the file; all of that becomes a `DicomError` here.
 */
import dicomParser from "dicom-parser";
import { attributes, describe, formatTag, type Keyword } from "./attributes.ts";
import { decodeText } from "./character-set.ts";
import { DicomError, type DicomErrorKind } from "./errors.ts";
import type { OpenedFile } from "./part10.ts";
import { explicitVrLittleEndian, transferSyntaxes } from "./transfer-syntax.ts";

type Elements = ReturnType<typeof dicomParser.parseDicom>;

/** A data set with the name of its file, which every refusal mentions. */
export interface Dataset {
  readonly source: string;
  readonly elements: Elements;
  /** Why parsing stopped early; the elements before that place are there. */
  readonly damage: DicomError | undefined;
}

/**
 * Parses the data set up to and including the head of its pixel data. Damage is kept rather than thrown, because the
 * elements before it tell whether the file concerns us at all; `requireWhole` throws it.
 * @throws {DicomError} `truncated` when not even one element is there.
 */
export function parseDataset(file: OpenedFile, source: string): Dataset {
  let parsed = parseOnce(file, source);
  let dataset = file.dataset;
  for (let n = 0; n < MAX_64_BIT_ELEMENTS; n++) {
    const newer = Object.values(parsed.elements.elements).find(({ vr }) => vr !== undefined && VRS_OF_64_BITS.has(vr));
    if (newer === undefined) break;
    dataset = asOtherBytes(dataset, newer.dataOffset - 4);
    parsed = parseOnce({ ...file, dataset }, source);
  }
  return parsed;
}

/** dicom-parser 1.8.21 does not know these, and so not that their length has 32 bits: it goes astray behind them. */
const VRS_OF_64_BITS = new Set(["OV", "SV", "UV"]);
/** An image has two of them at its top, its extended offset table and that table's lengths. */
const MAX_64_BIT_ELEMENTS = 8;

/** A copy in which the representation at an offset is OB, which has the same layout. */
function asOtherBytes(dataset: Uint8Array, offset: number): Uint8Array {
  const copy = dataset.slice();
  copy.set(new TextEncoder().encode("OB"), offset);
  return copy;
}

function parseOnce(file: OpenedFile, source: string): Dataset {
  const { isDeflated } = transferSyntaxes[file.transferSyntaxUid];
  const options = {
    TransferSyntaxUID: isDeflated ? explicitVrLittleEndian : file.transferSyntaxUid,
    untilTag: keyOf(attributes.PixelData.tag),
  };
  try {
    const elements = dicomParser.parseDicom(file.dataset, options);
    return { source, elements, damage: findOverrun(elements, file, source) };
  } catch (thrown) {
    const elements = partialElements(thrown);
    if (elements === undefined) throw damageOf(thrown, file, source);
    return { source, elements, damage: findOverrun(elements, file, source) ?? damageOf(thrown, file, source) };
  }
}

/** @throws {DicomError} `truncated` or `malformed` when the data set could not be parsed to its pixel data. */
export function requireWhole({ damage }: Dataset): void {
  if (damage !== undefined) throw damage;
}

/** The value as text without padding, or undefined when absent or empty; for the representations that are ASCII. */
export function textOf(dataset: Dataset, keyword: Keyword): string | undefined {
  const { elements } = dataset;
  const text = guarded(dataset, keyword, () => elements.string(keyOf(attributes[keyword].tag)));
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

/** The value as it is encoded, or undefined when absent or empty: for text that is copied in its own character set. */
export function rawBytesOf({ elements }: Dataset, keyword: Keyword): Uint8Array | undefined {
  const element = elements.elements[keyOf(attributes[keyword].tag)];
  if (element === undefined || element.length === 0) return undefined;
  return elements.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
}

/** As `textOf`, in the Specific Character Set of the data set: for names and descriptions (LO, SH, PN). */
export function wordsOf(dataset: Dataset, keyword: Keyword): string | undefined {
  const plain = textOf(dataset, keyword); // also refuses a value that reaches past the end
  if (plain === undefined || /^[ -~]*$/.test(plain)) return plain;
  const { elements, byteArray } = dataset.elements;
  const { dataOffset, length } = elements[keyOf(attributes[keyword].tag)]!;
  const words = decodeText(byteArray.subarray(dataOffset, dataOffset + length), characterSetsOf(dataset));
  return words.replaceAll(/[\0\s]+$/g, "").trim() || undefined;
}

/** The values of Specific Character Set; the first may be empty, which means ASCII. */
export function characterSetsOf(dataset: Dataset): readonly string[] {
  const { elements } = dataset;
  const text = guarded(dataset, "SpecificCharacterSet", () =>
    elements.string(keyOf(attributes.SpecificCharacterSet.tag)),
  );
  return (text ?? "").split("\\").map((value) => value.trim());
}

/** The values of a multi-valued text, empty when absent. */
export function textsOf(dataset: Dataset, keyword: Keyword): readonly string[] {
  return Object.freeze((textOf(dataset, keyword)?.split("\\") ?? []).map((part) => part.trim()));
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The numbers of a DS or IS attribute, or undefined when absent or empty.
 * @throws {DicomError} `invalid-attribute` unless there are `count` finite numbers.
 */
export function numbersOf(dataset: Dataset, keyword: Keyword, count: number): readonly number[] | undefined {
  const texts = textsOf(dataset, keyword);
  if (texts.length === 0) return undefined;
  const values = texts.map((text) => (DECIMAL.test(text) ? Number(text) : Number.NaN));
  if (values.length !== count || !values.every(Number.isFinite)) {
    const numbers = values.filter(Number.isFinite).length; // the text itself stays out of the message: it may be anything
    const came = `${values.length} value${values.length === 1 ? "" : "s"}, ${numbers} of them numeric`;
    throw invalidAttribute(dataset, keyword, `needs ${count} number${count === 1 ? "" : "s"}, got ${came}`);
  }
  return Object.freeze(values);
}

/** The number of a DS or IS attribute of one value; errors as `numbersOf`. */
export function numberOf(dataset: Dataset, keyword: Keyword): number | undefined {
  return numbersOf(dataset, keyword, 1)?.[0];
}

/** The whole number of an IS attribute of one value; errors as `numbersOf`. */
export function integerOf(dataset: Dataset, keyword: Keyword): number | undefined {
  const value = numberOf(dataset, keyword);
  if (value === undefined || Number.isSafeInteger(value)) return value;
  throw invalidAttribute(dataset, keyword, `needs a whole number, got ${value}`);
}

/** The number of a US attribute, or undefined when absent. */
export function unsignedOf(dataset: Dataset, keyword: Keyword): number | undefined {
  return guarded(dataset, keyword, () => dataset.elements.uint16(keyOf(attributes[keyword].tag)));
}

/** The number of a UL attribute, or undefined when absent. */
export function unsignedLongOf(dataset: Dataset, keyword: Keyword): number | undefined {
  return guarded(dataset, keyword, () => dataset.elements.uint32(keyOf(attributes[keyword].tag)));
}

/** The number of an FD attribute, or undefined when absent. @throws {DicomError} `invalid-attribute` when not finite. */
export function doubleOf(dataset: Dataset, keyword: Keyword): number | undefined {
  const value = guarded(dataset, keyword, () => dataset.elements.double(keyOf(attributes[keyword].tag)));
  if (value === undefined || Number.isFinite(value)) return value;
  throw invalidAttribute(dataset, keyword, `needs a finite number, got ${value}`);
}

/** The items of a sequence, empty when it is absent. */
export function itemsOf(dataset: Dataset, keyword: Keyword): readonly Dataset[] {
  const items = dataset.elements.elements[keyOf(attributes[keyword].tag)]?.items ?? [];
  return items.flatMap(({ dataSet }) => (dataSet === undefined ? [] : { ...dataset, elements: dataSet }));
}

/** A data set that shows the elements of `upper` in place of its own; of several that hold one element the last counts. */
export function overlaid(dataset: Dataset, upper: readonly Dataset[]): Dataset {
  const merged = Object.assign({}, dataset.elements.elements, ...upper.map(({ elements }) => elements.elements));
  const elements: Elements = Object.create(dataset.elements, { elements: { value: merged } });
  return { ...dataset, elements };
}

/** Whether an element is written as words of 16 bits; what is written as bytes, or does not say, is not. */
export function isInWords({ elements }: Dataset, keyword: Keyword): boolean {
  return elements.elements[keyOf(attributes[keyword].tag)]?.vr === "OW";
}

/** The 64-bit numbers of an OV attribute, empty when absent; those beyond 2⁵³ are rounded, as no file is as long. */
export function veryLongsOf({ elements }: Dataset, keyword: Keyword): readonly number[] {
  const element = elements.elements[keyOf(attributes[keyword].tag)];
  if (element === undefined) return [];
  const bytes = elements.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 3 }, (_, n) => Number(view.getBigUint64(8 * n, true)));
}

/** @throws {DicomError} `missing-attribute` when `value` is undefined. */
export function required<T>(value: T | undefined, dataset: Dataset, keyword: Keyword): T {
  if (value !== undefined) return value;
  const message = `${dataset.source} has no ${describe(keyword)}, without which the image cannot be placed or read`;
  throw new DicomError("missing-attribute", message, { source: dataset.source, attribute: keyword });
}

/** The refusal of a value, saying what the attribute needs and what came. */
export function invalidAttribute(dataset: Dataset, keyword: Keyword, why: string): DicomError {
  const { source } = dataset;
  return new DicomError("invalid-attribute", `${source}: ${describe(keyword)} ${why}`, { source, attribute: keyword });
}

/** The bytes of the pixel data as they are encoded, or undefined when there are none. */
export function pixelBytesOf({ elements, source }: Dataset, isEncapsulated: boolean): Uint8Array | undefined {
  const element = elements.elements[keyOf(attributes.PixelData.tag)];
  if (element === undefined || element.length === 0) return undefined;
  if (isEncapsulated !== (element.hadUndefinedLength === true)) throw contradictsSyntax(source, isEncapsulated);
  const end = isEncapsulated ? elements.byteArray.length : element.dataOffset + element.length;
  return elements.byteArray.subarray(element.dataOffset, end);
}

/** Encapsulated pixels have no length, native ones have one: a file where this is not so names the wrong transfer syntax. */
function contradictsSyntax(source: string, isEncapsulated: boolean): DicomError {
  const [named, found] = isEncapsulated ? ["compressed", "plain"] : ["plain", "compressed"];
  const message = `${source} names a transfer syntax of ${named} pixels, but ${describe("PixelData")} is encoded as ${found} ones`;
  return new DicomError("malformed", `${message}; correct (0002,0010), or fetch the file again`, { source });
}

/** The key under which dicom-parser files a tag: `x00181060`. */
function keyOf(tag: number): string {
  return `x${tag.toString(16).padStart(8, "0")}`;
}

/** A value that reaches past the end of its element makes dicom-parser throw a string. */
function guarded<T>(dataset: Dataset, keyword: Keyword, read: () => T): T {
  try {
    return read();
  } catch {
    if (dataset.damage !== undefined) throw dataset.damage;
    throw invalidAttribute(dataset, keyword, "cannot be read: its length does not fit its value representation");
  }
}

/** The first top-level element that needs more bytes than the file has. */
function findOverrun(elements: Elements, file: OpenedFile, source: string): DicomError | undefined {
  const available = file.dataset.length;
  const overrun = Object.values(elements.elements).find(
    (element) => !element.hadUndefinedLength && element.dataOffset + element.length > available,
  );
  if (overrun === undefined) return undefined;
  const expectedBytes = file.datasetOffset + overrun.dataOffset + overrun.length;
  const actualBytes = file.datasetOffset + available;
  const where = `inside ${formatTag(Number.parseInt(overrun.tag.slice(1), 16))}`;
  const message = `${source} ends ${where}: at least ${expectedBytes} bytes expected, ${actualBytes} there`;
  return new DicomError("truncated", `${message}; fetch the file again`, { source, expectedBytes, actualBytes });
}

/** dicom-parser 1.8.21 throws `{ exception, dataSet }` once it has begun a data set. */
function partialElements(thrown: unknown): Elements | undefined {
  if (typeof thrown !== "object" || thrown === null || !("dataSet" in thrown)) return undefined;
  const { dataSet } = thrown;
  return isElements(dataSet) ? dataSet : undefined;
}

function isElements(value: unknown): value is Elements {
  return typeof value === "object" && value !== null && "elements" in value && "byteArray" in value;
}

function damageOf(thrown: unknown, file: OpenedFile, source: string): DicomError {
  const why = reasonOf(thrown);
  const isPastEnd = /past end of buffer|overrun|overread|greater than or equal/.test(why);
  const kind: DicomErrorKind = isPastEnd ? "truncated" : "malformed";
  const actualBytes = file.datasetOffset + file.dataset.length;
  const what = isPastEnd ? "ends inside a data element of its header" : "breaks the encoding rules of DICOM";
  return new DicomError(kind, `${source} ${what}, ${actualBytes} bytes in all; fetch the file again`, {
    source,
    actualBytes,
  });
}

function reasonOf(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  if (thrown instanceof Error) return thrown.message;
  if (typeof thrown === "object" && thrown !== null && "exception" in thrown) return reasonOf(thrown.exception);
  return "";
}
