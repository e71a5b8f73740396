import { expect, test } from "vitest";
import { SafetensorsError } from "./errors.ts";
import { float32, type HostTensor, hostTensor, int64 } from "./host-tensor.ts";
import { readSafetensor, readSafetensors, safetensorsChunks, writeSafetensors } from "./safetensors.ts";
import { readSafetensorsHeader } from "./safetensors-header.ts";

const tensors = new Map<string, HostTensor>([
  ["weight", float32([2, 3], [1, 2, 3, 4, 5, 6])],
  ["steps", int64([], [7])],
  ["mask", hostTensor("uint8", [3], new Uint8Array([1, 0, 1]))],
]);

/** A file of any header, with so many bytes of values after it. */
function fileOf(header: object, valueBytes: number): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + valueBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const F32 = (shape: number[], ...data_offsets: number[]) => ({ dtype: "F32", shape, data_offsets });

test("tensors and metadata survive a round trip, and equal input gives equal bytes", () => {
  const bytes = writeSafetensors(tensors, { format: "pt", note: "Größe" });
  const read = readSafetensors(bytes);
  expect([...read.tensors]).toEqual([...tensors]);
  expect(read.metadata).toEqual({ format: "pt", note: "Größe" });
  expect(writeSafetensors(tensors, { format: "pt", note: "Größe" })).toEqual(bytes);
});

test("the header tells where each tensor lies", () => {
  const bytes = writeSafetensors(tensors);
  const { byteOffset, byteLength } = readSafetensorsHeader(bytes).entries.get("weight")!;
  expect(byteOffset % 8).toBe(0);
  expect([...new Float32Array(bytes.slice(byteOffset, byteOffset + byteLength).buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("the pieces of a file are the tensors' own memory, and together its bytes", () => {
  const pieces = [...safetensorsChunks(tensors, { format: "pt" })];
  expect(Buffer.concat(pieces)).toEqual(Buffer.from(writeSafetensors(tensors, { format: "pt" })));
  expect(pieces[1]!.buffer).toBe(tensors.get("weight")!.data.buffer);
});

test("one tensor is read without the bytes of any other", () => {
  const bytes = writeSafetensors(tensors);
  const { entries } = readSafetensorsHeader(bytes);
  const ranges: number[][] = [];
  const source = {
    byteLength: bytes.length,
    read: (offset: number, target: Uint8Array) => {
      ranges.push([offset, target.length]);
      target.set(bytes.subarray(offset, offset + target.length));
    },
  };
  expect(readSafetensor(source, entries.get("steps")!)).toEqual(tensors.get("steps"));
  expect(ranges).toEqual([[entries.get("steps")!.byteOffset, 8]]);
});

test("bfloat16 is widened to the single precision that it abbreviates", () => {
  const bytes = fileOf({ w: { dtype: "BF16", shape: [3], data_offsets: [0, 6] } }, 6);
  bytes.set([0x80, 0x3f, 0x49, 0xc0, 0x80, 0x7f], bytes.length - 6);
  expect(readSafetensors(bytes).tensors.get("w")).toEqual(float32([3], [1, -3.140625, Number.POSITIVE_INFINITY]));
});

const claiming2To60 = new Uint8Array(16);
new DataView(claiming2To60.buffer).setBigUint64(0, 2n ** 60n, true);

test.each([
  ["truncated", "3 bytes came", new Uint8Array(3)],
  ["truncated", "0 bytes came", new Uint8Array(0)],
  ["not-safetensors", "claims 1152921504606846976 bytes", claiming2To60],
  ["not-safetensors", "no JSON object", new TextEncoder().encode("\u0004\0\0\0\0\0\0\0nope")],
  ["truncated", "the file has", writeSafetensors(tensors).slice(0, -1)],
  ["truncated", "tensor w ends at byte", fileOf({ w: F32([4], 0, 16) }, 8)],
  ["bad-header", "inside the tensor before it", fileOf({ a: F32([2], 0, 8), b: F32([2], 4, 12) }, 12)],
  ["bad-header", "not at the end of the tensor before it", fileOf({ a: F32([1], 0, 4), b: F32([1], 8, 12) }, 12)],
  ["bad-header", "the tensors end at byte", fileOf({ a: F32([1], 0, 4) }, 8)],
  ["bad-header", "its shape (3) needs 12 bytes", fileOf({ a: F32([3], 0, 8) }, 8)],
  ["bad-header", "no shape or data_offsets", fileOf({ a: F32([-1], 0, 4) }, 4)],
  ["bad-header", "no shape or data_offsets", fileOf({ a: 7 }, 0)],
  ["unsupported-dtype", "tensor a has element type F8_E4M3", fileOf({ a: { ...F32([4], 0, 4), dtype: "F8_E4M3" } }, 4)],
])("a broken file is refused as %s: %s", (kind, text, bytes) => {
  const refusal = expect.objectContaining({ kind, message: expect.stringContaining(text) });
  expect(() => readSafetensors(bytes)).toThrow(refusal);
  expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
});
