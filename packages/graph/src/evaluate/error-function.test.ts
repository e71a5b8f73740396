import { expect, test } from "vitest";
import { erf, erfc } from "./error-function.ts";

/** x, erf(x), erfc(x) by the C library through Python 3 `math.erf` and `math.erfc`. */
const reference = [
  [0, 0, 1],
  [0.1, 0.1124629160182849, 0.8875370839817152],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [1, 0.8427007929497149, 0.15729920705028513],
  [2, 0.9953222650189527, 0.004677734981047265],
  [2.5, 0.999593047982555, 0.0004069520174449589],
  [5, 0.9999999999984626, 1.5374597944280351e-12],
] as const;

test.each(reference)("erf and its complement at %d are right to 1e-15 and 1e-13", (x, value, complement) => {
  expect(Math.abs(erf(x) - value)).toBeLessThanOrEqual(1e-15);
  expect(Math.abs(erfc(x) / complement - 1)).toBeLessThan(1e-13);
});

test("erf is odd, and the complement mirrors about 1", () => {
  for (const x of [0.3, 1.9, 2.1, 7]) {
    expect(erf(-x)).toBe(-erf(x));
    expect(erfc(-x)).toBeCloseTo(2 - erfc(x), 15);
  }
});

test("series and continued fraction meet without a step", () => {
  expect(Math.abs(erf(2 + 1e-15) - erf(2 - 1e-15))).toBeLessThan(1e-15);
});

test("infinities have their limits, and NaN stays", () => {
  expect([erf(Number.POSITIVE_INFINITY), erf(Number.NEGATIVE_INFINITY)]).toEqual([1, -1]);
  expect(erfc(Number.POSITIVE_INFINITY)).toBe(0);
  expect(erf(Number.NaN)).toBeNaN();
});
