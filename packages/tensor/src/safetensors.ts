/**
 * Weight files: an 8-byte little-endian header length, a JSON header, then the raw tensors.
 *
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
import { allocate, bytesPerElement, type DType } from "./dtype.ts";
import { SafetensorsError } from "./errors.ts";
import type { HostTensor, NamedTensors } from "./host-tensor.ts";
import { elementCount } from "./shape.ts";

const dtypeNames = {
  F32: "float32",
  F64: "float64",
  F16: "float16",
  I32: "int32",
  I64: "int64",
  U8: "uint8",
  BOOL: "bool",
} as const satisfies Record<string, DType>;

const MAX_HEADER_BYTES = 100_000_000; // the limit of the reference implementation

/** One tensor's place in the file. */
export interface SafetensorsEntry {
  readonly dtype: DType;
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
export function readSafetensorsHeader(bytes: Uint8Array): SafetensorsHeader {
  const headerLength = readHeaderLength(bytes);
  const json = parseHeader(bytes.subarray(8, 8 + headerLength));
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, value] of Object.entries(json)) {
    if (name !== "__metadata__") entries.set(name, readEntry(name, value, 8 + headerLength, bytes.length));
  }
  return { entries, metadata: readMetadata(json.__metadata__) };
}

/** Reads every tensor; values are copied, so the file's bytes may be dropped. */
export function readSafetensors(bytes: Uint8Array): {
  tensors: Map<string, HostTensor>;
  metadata: Readonly<Record<string, string>>;
} {
  const { entries, metadata } = readSafetensorsHeader(bytes);
  const tensors = new Map<string, HostTensor>();
  for (const [name, { dtype, shape, byteOffset, byteLength }] of entries) {
    const data = allocate(dtype, elementCount(shape));
    new Uint8Array(data.buffer).set(bytes.subarray(byteOffset, byteOffset + byteLength));
    tensors.set(name, { dtype, shape, data });
  }
  return { tensors, metadata };
}

/**
 * The bytes of a file with these tensors in map order, each aligned to 8 bytes by padding the header.
 * Equal input gives equal bytes.
 */
export function writeSafetensors(tensors: NamedTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let end = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    header[name] = { dtype: fileName(dtype), shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = JSON.stringify(header);
  const encoded = new TextEncoder().encode(text.padEnd(text.length + ((8 - (utf8Length(text) % 8)) % 8)));
  const bytes = new Uint8Array(8 + encoded.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  let offset = 8 + encoded.length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function fileName(dtype: DType): string {
  const entry = Object.entries(dtypeNames).find(([, ours]) => ours === dtype);
  if (!entry) throw new SafetensorsError("unsupported-dtype", `${dtype} has no name in safetensors`);
  return entry[0];
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < 8)
    throw new SafetensorsError("truncated", `a safetensors file has a header; ${bytes.length} bytes came`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES)
    throw new SafetensorsError("not-safetensors", `the header claims ${length} bytes; this is no safetensors file`);
  if (8 + Number(length) > bytes.length)
    throw new SafetensorsError("truncated", `the header claims ${length} bytes; the file has ${bytes.length}`);
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
  const dtype = Object.entries(dtypeNames).find(([theirs]) => theirs === value.dtype)?.[1];
  if (!dtype) throw new SafetensorsError("unsupported-dtype", `tensor ${name} has element type ${String(value.dtype)}`);
  const [begin, end] = value.data_offsets;
  const byteLength = elementCount(value.shape) * bytesPerElement[dtype];
  if (begin === undefined || end === undefined || end - begin !== byteLength)
    throw new SafetensorsError("bad-header", `tensor ${name}: its shape needs ${byteLength} bytes, its offsets differ`);
  if (dataStart + end > fileLength)
    throw new SafetensorsError(
      "truncated",
      `tensor ${name} ends at byte ${dataStart + end}; the file has ${fileLength}`,
    );
  return { dtype, shape: value.shape, byteOffset: dataStart + begin, byteLength };
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
}
