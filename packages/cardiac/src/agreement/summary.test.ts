import { expect, test } from "vitest";
import { summary } from "./summary.ts";

test("mean, spread and quartiles by hand", () => {
  expect(summary([4, 1, 3, 2])).toEqual({
    n: 4,
    mean: 2.5,
    standardDeviation: Math.sqrt(5 / 3),
    median: 2.5,
    lowerQuartile: 1.75,
    upperQuartile: 3.25,
  });
});

test("one value has no spread, none has no mean", () => {
  expect(summary([7])).toMatchObject({
    n: 1,
    mean: 7,
    median: 7,
    standardDeviation: { notMeasurable: expect.any(String) },
  });
  expect(summary([])).toMatchObject({ n: 0, mean: { notMeasurable: "there are no values" } });
});

test("a value that is not finite is refused", () => {
  expect(() => summary([1, Number.POSITIVE_INFINITY])).toThrow(expect.objectContaining({ kind: "argument" }));
});
