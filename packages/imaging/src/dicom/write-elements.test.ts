import { expect, test } from "vitest";
import { refusalOf } from "./testing/refusal.ts";
import { encodeDataset } from "./write-elements.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("a sequence is its length, then each item with a length of its own", () => {
  const item = "28001000" + "5553" + "0200" + "0300"; // Rows 3
  const items = `feff00e0${"0a000000"}${item}${"feff00e0"}00000000`;
  expect(hex(encodeDataset({ PixelMeasuresSequence: [{ Rows: 3 }, {}] }))).toBe(
    `28001091${"5351"}${"0000"}${"1a000000"}${items}`,
  );
  expect(hex(encodeDataset({ PixelMeasuresSequence: [] }))).toBe(`28001091${"5351"}${"0000"}${"00000000"}`);
});

test("a tag is written group before element, longs and doubles with their lowest byte first", () => {
  expect(hex(encodeDataset({ DimensionIndexPointer: 0x0020_9128 }))).toBe(`20006591${"4154"}${"0400"}${"20002891"}`);
  expect(hex(encodeDataset({ DimensionIndexValues: [1, 65536] }))).toBe(
    `20005791${"554c"}${"0800"}${"01000000"}${"00000100"}`,
  );
  expect(hex(encodeDataset({ FloatingPointValue: 1.5 }))).toBe(`400061a1${"4644"}${"0800"}${"000000000000f83f"}`);
});

test("text of another character set is copied byte by byte, to an even length", () => {
  expect(hex(encodeDataset({ PatientName: Uint8Array.of(0x4d, 0xfc, 0x6c) }))).toBe(
    `10001000${"504e"}${"0400"}${"4dfc6c20"}`,
  );
});

test.each([
  ["items where no sequence is", { Rows: [{ Columns: 1 }] }],
  ["a long beyond 32 bits", { TemporalPositionIndex: 2 ** 32 }],
  ["a double that is no number", { FloatingPointValue: Number.NaN }],
  ["a short element beyond 64 KiB", { SoftwareVersions: Array.from({ length: 1100 }, () => "x".repeat(64)) }],
])("%s is not written", (_, values) => {
  expect(refusalOf(() => encodeDataset(values)).kind).toBe("not-writable");
});
