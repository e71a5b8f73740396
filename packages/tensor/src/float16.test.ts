import { expect, test } from "vitest";
import { float16Bits, float16Value } from "./float16.ts";

test("every finite half survives the way to a number and back", () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    if ((bits & 0x7c00) !== 0x7c00) expect(float16Bits(float16Value(bits))).toBe(bits);
  }
});

test("numbers round to the nearest half, ties to even; too large ones become infinity", () => {
  expect(float16Value(float16Bits(1 + 2 ** -11))).toBe(1);
  expect(float16Value(float16Bits(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
  expect(float16Value(float16Bits(-65520))).toBe(Number.NEGATIVE_INFINITY);
  expect(float16Value(float16Bits(2 ** -25))).toBe(0);
  expect(float16Value(float16Bits(1.5 * 2 ** -25))).toBe(2 ** -24);
  expect(float16Value(float16Bits(Number.NaN))).toBeNaN();
});
