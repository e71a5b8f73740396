import { expect, test } from "vitest";
import { SafetensorsError } from "./errors.ts";
import { float32, type HostTensor, hostTensor, int64 } from "./host-tensor.ts";
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from "./safetensors.ts";

const tensors = new Map<string, HostTensor>([
  ["weight", float32([2, 3], [1, 2, 3, 4, 5, 6])],
  ["steps", int64([], [7])],
  ["mask", hostTensor("uint8", [3], new Uint8Array([1, 0, 1]))],
]);

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

test.each([
  ["truncated", new Uint8Array(3)],
  ["not-safetensors", new Uint8Array(16).fill(255)],
  ["not-safetensors", new TextEncoder().encode("\u0004\0\0\0\0\0\0\0nope")],
  ["truncated", writeSafetensors(tensors).slice(0, -1)],
])("a broken file is refused as %s", (kind, bytes) => {
  const refusal = expect.objectContaining({ kind });
  expect(() => readSafetensors(bytes)).toThrow(refusal);
  expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
});
