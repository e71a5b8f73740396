import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { wilcoxonSignedRank } from "./wilcoxon.ts";

test("three differences by hand", () => {
  // ranks 1, 2, 3, of which 1 and 3 are positive: sums 4, 5, 6 of the eight (0, 1, 2, 3, 3, 4, 5, 6) are 4 or more
  expect(wilcoxonSignedRank([0.1, -0.2, 0.3])).toEqual({ n: 3, zeros: 0, rankSum: 4, pValue: 0.75 });
});

test("Darwin's maize: ranks of 24 on the negative side, p = 0.041", () => {
  const { rankSum, pValue } = wilcoxonSignedRank([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]);
  expect(rankSum).toBe(120 - 24);
  expect(pValue).toBeCloseTo(0.041259765625, 12); // as SciPy's documentation of wilcoxon gives it
});

test("ties and zeros: the value is that of all signs written out", () => {
  const { differences, wilcoxonStatistic, wilcoxonPValue } = metricFixtures.paired_tests;
  expect(wilcoxonSignedRank(differences)).toEqual({
    n: 11,
    zeros: 1,
    rankSum: wilcoxonStatistic,
    pValue: expect.closeTo(wilcoxonPValue, 12),
  });
});

test("exchanging the models changes the rank sum, not the p-value", () => {
  const differences = [3, -1, 4, 1, -5, 9, 2, -6];
  const exchanged = wilcoxonSignedRank(differences.map((difference) => -difference));
  const { rankSum, pValue } = wilcoxonSignedRank(differences);
  expect(Number(exchanged.rankSum) + Number(rankSum)).toBe(36);
  expect(exchanged.pValue).toBeCloseTo(Number(pValue), 12);
});

test("differences that balance have p = 1; none at all have no p-value", () => {
  expect(wilcoxonSignedRank([1, -1]).pValue).toBe(1);
  expect(wilcoxonSignedRank([0, 0])).toMatchObject({ n: 0, zeros: 2, pValue: { notMeasurable: expect.any(String) } });
  expect(() => wilcoxonSignedRank([Number.NaN])).toThrow(expect.objectContaining({ kind: "bad-prediction" }));
});
