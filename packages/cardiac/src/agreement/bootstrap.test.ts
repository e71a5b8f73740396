import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { notMeasurable } from "../measured.ts";
import { bootstrapInterval } from "./bootstrap.ts";
import { mean } from "./summary.ts";

const random = randomStream("bootstrap data");
const patients = Array.from({ length: 50 }, () => 60 + 10 * random.normal());

test("the interval of a mean is about 1.96 standard errors wide on each side", () => {
  const { estimate, lower, upper, n } = bootstrapInterval(patients, mean, { random: randomStream(1), resamples: 4000 });
  const spread = Math.sqrt(patients.reduce((sum, x) => sum + (x - mean(patients)) ** 2, 0) / 50 / 50);
  expect(n).toBe(50);
  expect(estimate).toBe(mean(patients));
  // 4000 resamples place a 2.5 % quantile to about ± 0.06 standard errors
  expect(Math.abs(Number(upper) - Number(estimate) - 1.96 * spread)).toBeLessThan(0.25 * spread);
  expect(Math.abs(Number(estimate) - Number(lower) - 1.96 * spread)).toBeLessThan(0.25 * spread);
});

test("equal seeds give equal intervals, other seeds others", () => {
  const interval = (seed: number) => bootstrapInterval(patients, mean, { random: randomStream(seed), resamples: 200 });
  expect(interval(7)).toEqual(interval(7));
  expect(interval(8).lower).not.toBe(interval(7).lower);
});

test("patients who are all alike give an interval of no width", () => {
  const { lower, upper } = bootstrapInterval([5, 5, 5], mean, { random: randomStream(1), resamples: 50 });
  expect([lower, upper]).toEqual([5, 5]);
});

test("one patient has no interval", () => {
  expect(bootstrapInterval([5], mean, { random: randomStream(1) })).toMatchObject({
    estimate: 5,
    lower: { notMeasurable: expect.stringContaining("at least two") },
  });
});

test("resamples without a value are counted, and too many of them leave no interval", () => {
  const variesOrNot = (values: readonly number[]) => (new Set(values).size > 1 ? mean(values) : notMeasurable("alike"));
  const few = bootstrapInterval(patients.slice(0, 4), variesOrNot, { random: randomStream(1), resamples: 1000 });
  expect(few.resamplesLeftOut).toBeGreaterThan(0);
  expect(few.lower).toBeTypeOf("number");
  const many = bootstrapInterval([1, 2], variesOrNot, { random: randomStream(1), resamples: 1000 });
  expect(many.lower).toEqual({ notMeasurable: expect.stringMatching(/no value in \d+ of 1000/) });
});

test("a confidence outside (0, 1) is refused", () => {
  expect(() => bootstrapInterval(patients, mean, { random: randomStream(1), confidence: 95 })).toThrow(
    expect.objectContaining({ kind: "argument" }),
  );
});
