/**
 * Weight files: a header (`safetensors-header.ts`), then the raw tensors.
 *
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
import { decodeBfloat16 } from "./bfloat16.ts";
import { type ByteSource, bytesInMemory, readBytes } from "./byte-source.ts";
import { allocate, type TensorData } from "./dtype.ts";
import type { HostTensor, NamedTensors } from "./host-tensor.ts";
import { readSafetensorsHeader, type SafetensorsEntry, safetensorsHeader } from "./safetensors-header.ts";
import { elementCount } from "./shape.ts";

/** Reads every tensor; values are copied, so the file's bytes may be dropped. */
export function readSafetensors(file: Uint8Array | ByteSource): {
  tensors: Map<string, HostTensor>;
  metadata: Readonly<Record<string, string>>;
} {
  const source = file instanceof Uint8Array ? bytesInMemory(file) : file;
  const { entries, metadata } = readSafetensorsHeader(source);
  const tensors = new Map([...entries].map(([name, entry]) => [name, readSafetensor(source, entry)]));
  return { tensors, metadata };
}

/** Reads one tensor of a file whose header was read. */
export function readSafetensor(source: ByteSource, entry: SafetensorsEntry): HostTensor {
  const { dtype, shape, storedAs, byteOffset, byteLength } = entry;
  if (storedAs === "BF16")
    return { dtype: "float32", shape, data: decodeBfloat16(readBytes(source, byteOffset, byteLength)) };
  const data = allocate(dtype, elementCount(shape));
  source.read(byteOffset, bytesOf(data));
  return { dtype, shape, data };
}

/** The bytes of a file with these tensors in map order. Equal input gives equal bytes. */
export function writeSafetensors(tensors: NamedTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const chunks = [...safetensorsChunks(tensors, metadata)];
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** The same file piece by piece. Pieces are the tensors' own memory, so that no state exists twice while it is saved. */
export function* safetensorsChunks(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Generator<Uint8Array> {
  yield safetensorsHeader(tensors, metadata);
  for (const { data } of tensors.values()) yield bytesOf(data);
}

/** The memory of an array, as little-endian machines (all that Node.js runs on) lay it out. */
export function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
