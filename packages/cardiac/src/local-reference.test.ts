import { expect, test } from "vitest";
import { zScore } from "./local-reference.ts";
import { notMeasurable } from "./measured.ts";

const reference = { mean: 1000, standardDeviation: 30, source: "this site, 1.5 T, MOLLI 5(3)3, 40 volunteers" };

test("a z-score counts deviations from the mean of the reference", () => {
  expect(zScore(1075, reference)).toBe(2.5);
  expect(zScore(notMeasurable("no map"), reference)).toEqual({ notMeasurable: "no map" });
});

test("a reference without deviation or source is refused", () => {
  for (const change of [{ standardDeviation: 0 }, { mean: Number.NaN }, { source: " " }]) {
    expect(() => zScore(1000, { ...reference, ...change })).toThrow(expect.objectContaining({ kind: "argument" }));
  }
});
