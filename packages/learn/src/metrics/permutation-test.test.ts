import { notMeasurable } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { pairPatients } from "./paired-patients.ts";
import { modelSwapTest, signFlipTest } from "./permutation-test.ts";

const random = randomStream(1);

/** Darwin's maize, crossed less self-fertilised, in eighths of an inch: the example of Fisher's § 21. */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

test("three differences by hand: two of eight tosses are as far from zero as the observed", () => {
  expect(signFlipTest([1, 2, 3], { random })).toEqual({
    difference: 2,
    pValue: 0.25,
    n: 3,
    method: "exact",
    tosses: 8,
  });
});

test("Fisher's 863 of 32768 tosses on one side, of Darwin's maize, are 1726 on both", () => {
  const { pValue, method } = signFlipTest(maize, { random, tosses: 2 ** 15 });
  expect(method).toBe("exact");
  expect(pValue).toBe(1726 / 32768);
});

test("the exact value is that of all tosses written out in whole numbers", () => {
  const { differences, signFlipPValue } = metricFixtures.paired_tests;
  expect(signFlipTest(differences, { random })).toMatchObject({ pValue: signFlipPValue, method: "exact" });
});

test("sampled tosses come near the exact value and repeat with the seed", () => {
  const sampled = (tosses: number) => signFlipTest(maize, { random: randomStream(7), tosses });
  const { pValue, method, tosses } = sampled(1999);
  expect([method, tosses]).toEqual(["monte-carlo", 1999]);
  // 2000 coins of chance 0.0527 spread by 0.005
  expect(Math.abs(Number(pValue) - 1726 / 32768)).toBeLessThan(0.015);
  expect(sampled(200)).toEqual(sampled(200));
});

test("sampled tosses never give zero", () => {
  const far = Array.from({ length: 60 }, (_, at) => 1 + at / 60);
  expect(signFlipTest(far, { random, tosses: 99 }).pValue).toBe(1 / 100);
});

test("no difference at all has p = 1, no patients have none", () => {
  expect(signFlipTest([0, 0, 0], { random }).pValue).toBe(1);
  expect(signFlipTest([], { random }).pValue).toEqual({ notMeasurable: "there are no patients" });
  expect(() => signFlipTest([Number.NaN], { random })).toThrow(expect.objectContaining({ kind: "bad-prediction" }));
  expect(() => signFlipTest([1], { random, tosses: 0 })).toThrow(expect.objectContaining({ kind: "bad-config" }));
});

const rows = (values: readonly number[]) => values.map((dice, at) => ({ patient: `p${at}`, dice }));
type Row = ReturnType<typeof rows>[number];

test("exchanging the models' rows and averaging is the sign-flip test", () => {
  const mean = (drawn: readonly Row[]) => drawn.reduce((sum, { dice }) => sum + dice, 0) / drawn.length;
  const { differences, signFlipPValue } = metricFixtures.paired_tests;
  const pairs = pairPatients(rows(differences.map((difference) => 0.5 + difference)), rows(differences.map(() => 0.5)));
  const swapped = modelSwapTest(pairs, mean, { random });
  expect(swapped.pValue).toBe(signFlipPValue);
  expect(swapped.difference).toBeCloseTo(differences.reduce((sum, d) => sum + d, 0) / differences.length, 12);
});

test("any metric can be tested: the best patient, by hand", () => {
  const best = (drawn: readonly Row[]) => Math.max(...drawn.map(({ dice }) => dice));
  // The four tosses differ by 9 − 4, 9 − 5, 5 − 9 and 4 − 9: two of them by 5 or more
  const pairs = pairPatients(rows([9, 5]), rows([1, 4]));
  expect(modelSwapTest(pairs, best, { random })).toMatchObject({ difference: 5, pValue: 0.5, tosses: 4 });
});

test("a metric without a value has no p-value, and says why", () => {
  const why = notMeasurable("one class only");
  expect(modelSwapTest(pairPatients(rows([1]), rows([2])), () => why, { random })).toMatchObject({
    difference: why,
    pValue: why,
  });
});
