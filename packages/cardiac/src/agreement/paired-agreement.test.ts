import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { intraclassCorrelation } from "./intraclass-correlation.ts";
import { coefficientOfVariationPercent, pairedAgreement, pearsonR } from "./paired-agreement.ts";

const pairs = (...values: [number, number][]) => values.map(([predicted, reference]) => ({ predicted, reference }));

test("bias, limits, errors by hand", () => {
  // differences 2, −1, 3, 0: mean 1, squares about it 1 + 4 + 4 + 1 = 10
  const agreement = pairedAgreement(pairs([52, 50], [39, 40], [63, 60], [55, 55]));
  expect(agreement.n).toBe(4);
  expect(agreement.bias).toBe(1);
  const halfWidth = 1.96 * Math.sqrt(10 / 3);
  expect(agreement.limitsOfAgreement.lower).toBeCloseTo(1 - halfWidth, 12);
  expect(agreement.limitsOfAgreement.upper).toBeCloseTo(1 + halfWidth, 12);
  expect(agreement.meanAbsoluteError).toBe(1.5);
  expect(agreement.rootMeanSquareError).toBeCloseTo(Math.sqrt(14 / 4), 12);
});

test("a constant bias leaves correlation at 1 and lowers the intraclass correlation", () => {
  const agreement = pairedAgreement(pairs([20, 10], [30, 20], [40, 30]));
  expect(agreement.pearsonR).toBeCloseTo(1, 12);
  // MSR 200, MSC 150, MSE 0: 200 / (200 + 2 · 150 / 3)
  expect(agreement.intraclassCorrelation).toBeCloseTo(2 / 3, 12);
});

test("the coefficient of variation of repeated scans by hand", () => {
  // ((60 − 50)² / 2) / 55² and 0, their mean, its root
  const expected = 100 * Math.sqrt(50 / 3025 / 2);
  expect(coefficientOfVariationPercent(pairs([60, 50], [40, 40]))).toBeCloseTo(expected, 12);
});

test("the coefficient of variation is the root mean of variance over squared mean, as PyTorch finds it", () => {
  const { pairs: values, percent } = metricFixtures.variation;
  expect(coefficientOfVariationPercent(pairs(...values.map(([x, y]): [number, number] => [x, y])))).toBeCloseTo(
    percent,
    10,
  );
});

test("what has no value says why", () => {
  const why = { notMeasurable: expect.any(String) };
  expect(pairedAgreement([])).toEqual({
    n: 0,
    bias: why,
    limitsOfAgreement: { lower: why, upper: why },
    meanAbsoluteError: why,
    rootMeanSquareError: why,
    pearsonR: why,
    intraclassCorrelation: why,
    coefficientOfVariationPercent: why,
  });
  expect(pairedAgreement(pairs([5, 4]))).toMatchObject({ bias: 1, limitsOfAgreement: { lower: why }, pearsonR: why });
  expect(pearsonR(pairs([5, 4], [6, 4]))).toEqual(why);
  expect(coefficientOfVariationPercent(pairs([1, -1]))).toEqual(why);
  expect(
    intraclassCorrelation([
      [3, 3],
      [3, 3],
    ]),
  ).toEqual(why);
});

test("values that are not finite and missing ratings are refused", () => {
  const refused = expect.objectContaining({ kind: "argument" });
  expect(() => pairedAgreement(pairs([Number.NaN, 1]))).toThrow(refused);
  expect(() => intraclassCorrelation([[1, 2], [1]])).toThrow(refused);
});
