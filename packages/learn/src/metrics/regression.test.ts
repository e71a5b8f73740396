import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { regressionMetrics, rSquared } from "./regression.ts";

const why = { notMeasurable: expect.any(String) };
const { pairs, ...expected } = metricFixtures.regression;

test("every metric is PyTorch's", () => {
  const found = Object.entries(regressionMetrics).map(([name, metric]) => [name, metric(pairs)]);
  const close = Object.entries(expected).map(([name, value]) => [name, expect.closeTo(value, 9)]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(close));
});

test("the coefficient of determination by hand", () => {
  const references = [40, 50, 60];
  const against = (...predicted: number[]) =>
    rSquared(predicted.map((value, at) => ({ predicted: value, reference: references[at]! })));
  expect(against(40, 50, 60)).toBe(1);
  expect(against(50, 50, 50)).toBeCloseTo(0, 12);
  expect(against(60, 50, 40)).toBeCloseTo(-3, 12); // 800 / 200
  expect(against(45, 55, 65)).toBeCloseTo(1 - 75 / 200, 12); // a bias of 5, which correlation would not see
});

test("what a single pair or equal references cannot tell is not measured", () => {
  expect(rSquared([{ predicted: 1, reference: 2 }])).toEqual(why);
  expect(
    rSquared([
      { predicted: 1, reference: 0.1 },
      { predicted: 2, reference: 0.1 },
      { predicted: 3, reference: 0.1 },
    ]),
  ).toEqual(why);
  for (const metric of Object.values(regressionMetrics)) expect(metric([])).toEqual(why);
});

test("a prediction that is no number is refused", () => {
  for (const metric of Object.values(regressionMetrics)) {
    expect(() => metric([{ predicted: Number.NaN, reference: 1 }])).toThrow(
      expect.objectContaining({ kind: "argument" }),
    );
  }
});
