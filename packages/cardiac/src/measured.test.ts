import { expect, test } from "vitest";
import { derive, notMeasurable } from "./measured.ts";

test("what derives from a missing measure is missing for the same reason, the first of several", () => {
  const sum = (a: number, b: number) => a + b;
  expect(derive([1, 2], sum)).toBe(3);
  expect(derive([notMeasurable("first"), notMeasurable("second")], sum)).toEqual({ notMeasurable: "first" });
});

test("a formula may answer with a reason, but not with infinity", () => {
  expect(derive([0], () => notMeasurable("zero"))).toEqual({ notMeasurable: "zero" });
  expect(() => derive([0], (x) => 1 / x)).toThrow("internal");
});
