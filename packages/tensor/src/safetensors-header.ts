/**
 * The head of a weight file: an 8-byte little-endian length and a JSON object that tells where each tensor lies.
 *
 * Source: https://github.com/huggingface/safetensors, "Format"; what the reference implementation refuses (a header above
 * 100 MB, tensors that overlap, bytes that belong to no tensor) is refused here too.
 */
import { type ByteSource, bytesInMemory, readBytes } from "./byte-source.ts";
import { bytesPerElement, type DType } from "./dtype.ts";
import { SafetensorsError } from "./errors.ts";
import { elementCount, type Shape, showShape } from "./shape.ts";

/** What the file calls an element type, and the type that holds it in memory. BF16 is widened on reading. */
const elementTypes = {
  F32: { dtype: "float32", bytes: 4 },
  F64: { dtype: "float64", bytes: 8 },
  F16: { dtype: "float16", bytes: 2 },
  BF16: { dtype: "float32", bytes: 2 },
  I32: { dtype: "int32", bytes: 4 },
  I64: { dtype: "int64", bytes: 8 },
  U8: { dtype: "uint8", bytes: 1 },
  BOOL: { dtype: "bool", bytes: 1 },
} as const satisfies Record<string, { readonly dtype: DType; readonly bytes: number }>;

export type SafetensorsType = keyof typeof elementTypes;

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000; // the limit of the reference implementation

/** One tensor's place in the file. */
export interface SafetensorsEntry {
  /** In memory, after reading. */
  readonly dtype: DType;
  /** In the file. */
  readonly storedAs: SafetensorsType;
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads the names, types, shapes and places of the tensors without touching their values.
 * @throws {SafetensorsError} `not-safetensors`, `truncated`, `bad-header` or `unsupported-dtype`, naming the tensor.
 */
export function readSafetensorsHeader(file: Uint8Array | ByteSource): SafetensorsHeader {
  const source = file instanceof Uint8Array ? bytesInMemory(file) : file;
  const headerLength = readHeaderLength(source);
  const dataStart = LENGTH_BYTES + headerLength;
  const json = parseHeader(readBytes(source, LENGTH_BYTES, headerLength));
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, value] of Object.entries(json)) {
    if (name !== "__metadata__") entries.set(name, readEntry(name, value, dataStart, source.byteLength));
  }
  expectGapless(entries, dataStart, source.byteLength);
  return { entries, metadata: readMetadata(json.__metadata__) };
}

/** What the header says of a tensor that is to be written. */
export interface TensorLayout {
  readonly dtype: DType;
  readonly shape: Shape;
}

/**
 * The bytes before the first value of a file that holds these tensors in map order. Padding aligns the values to 8 bytes.
 * Equal input gives equal bytes.
 */
export function safetensorsHeader(
  tensors: ReadonlyMap<string, TensorLayout>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [["__metadata__", metadata]] : [];
  let end = 0;
  for (const [name, { dtype, shape }] of tensors) {
    const begin = end;
    end += elementCount(shape) * bytesPerElement[dtype];
    header.push([name, { dtype: nameInFile(dtype), shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const bytes = new Uint8Array(LENGTH_BYTES + Math.ceil(json.length / 8) * 8).fill(" ".charCodeAt(0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - LENGTH_BYTES), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

function nameInFile(dtype: DType): string {
  const entry = Object.entries(elementTypes).find(([name, type]) => type.dtype === dtype && name !== "BF16");
  if (!entry) throw new SafetensorsError("unsupported-dtype", `${dtype} has no name in safetensors`);
  return entry[0];
}

function readHeaderLength({ byteLength, read }: ByteSource): number {
  if (byteLength < LENGTH_BYTES)
    throw new SafetensorsError("truncated", `a safetensors file has a header; ${byteLength} bytes came`);
  const bytes = new Uint8Array(LENGTH_BYTES);
  read(0, bytes);
  const length = new DataView(bytes.buffer).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES)
    throw new SafetensorsError("not-safetensors", `the header claims ${length} bytes; this is no safetensors file`);
  if (LENGTH_BYTES + Number(length) > byteLength)
    throw new SafetensorsError("truncated", `the header claims ${length} bytes; the file has ${byteLength}`);
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(json)) return json;
  } catch {
    // falls through to the one refusal below
  }
  throw new SafetensorsError("not-safetensors", "the header is no JSON object; this is no safetensors file");
}

function readEntry(name: string, value: unknown, dataStart: number, fileLength: number): SafetensorsEntry {
  if (!isRecord(value) || !isSizes(value.shape) || !isSizes(value.data_offsets))
    throw new SafetensorsError("bad-header", `tensor ${name} has no shape or data_offsets`);
  const storedAs = value.dtype;
  if (!isElementType(storedAs))
    throw new SafetensorsError("unsupported-dtype", `tensor ${name} has element type ${String(storedAs)}`);
  const { dtype, bytes } = elementTypes[storedAs];
  const [begin, end] = value.data_offsets;
  const byteLength = elementCount(value.shape) * bytes;
  if (begin === undefined || end === undefined || end - begin !== byteLength)
    throw new SafetensorsError(
      "bad-header",
      `tensor ${name}: its shape ${showShape(value.shape)} needs ${byteLength} bytes, its offsets differ`,
    );
  if (dataStart + end > fileLength)
    throw new SafetensorsError(
      "truncated",
      `tensor ${name} ends at byte ${dataStart + end}; the file has ${fileLength}`,
    );
  return { dtype, storedAs, shape: value.shape, byteOffset: dataStart + begin, byteLength };
}

/** Every byte after the header belongs to exactly one tensor. */
function expectGapless(entries: ReadonlyMap<string, SafetensorsEntry>, dataStart: number, fileLength: number): void {
  const inOrder = [...entries].sort(([, a], [, b]) => a.byteOffset - b.byteOffset || a.byteLength - b.byteLength);
  let end = dataStart;
  for (const [name, { byteOffset, byteLength }] of inOrder) {
    if (byteOffset !== end)
      throw new SafetensorsError(
        "bad-header",
        `tensor ${name} begins at byte ${byteOffset}, ${byteOffset < end ? "inside" : "not at the end of"} the tensor before it, which ends at ${end}`,
      );
    end += byteLength;
  }
  if (end !== fileLength)
    throw new SafetensorsError("bad-header", `the tensors end at byte ${end}; the file has ${fileLength}`);
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

function isElementType(value: unknown): value is SafetensorsType {
  return typeof value === "string" && Object.hasOwn(elementTypes, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
}
