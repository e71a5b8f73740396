import { expect, test } from "vitest";
import { permutation, randomStream } from "./random.ts";

const draw = (n: number, random = randomStream(2026)) => Array.from({ length: n }, () => random.uniform());

test("equal seeds give equal streams, and a stream continues from a saved position", () => {
  expect(draw(9)).toEqual(draw(9));
  const whole = draw(9);
  expect(draw(4, randomStream(2026, 5))).toEqual(whole.slice(5));
});

test("streams of different seeds and labels differ, and forking does not move the parent", () => {
  const parent = randomStream("a");
  const first = draw(3, parent.fork("x"));
  expect(first).not.toEqual(draw(3, parent.fork("y")));
  expect(first).not.toEqual(draw(3, parent.fork(0)));
  expect(first).toEqual(draw(3, parent.fork("x")));
  expect(parent.position).toBe(0);
});

test("uniform numbers have mean 1/2 and variance 1/12, normal ones mean 0 and variance 1", () => {
  const random = randomStream(7);
  const n = 20_000;
  const spread = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n];
  };
  const [uniformMean, uniformVariance] = spread(draw(n, random));
  expect(uniformMean).toBeCloseTo(0.5, 2);
  expect(uniformVariance).toBeCloseTo(1 / 12, 2);
  const [normalMean, normalVariance] = spread(Array.from({ length: n }, () => random.normal()));
  expect(normalMean).toBeCloseTo(0, 1);
  expect(normalVariance).toBeCloseTo(1, 1);
});

test("a permutation holds every index once", () => {
  expect(permutation(50, randomStream(3)).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});
