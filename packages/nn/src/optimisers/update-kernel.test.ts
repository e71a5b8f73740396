import { randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { adamWDefaults, adamWFactors } from "./adamw.ts";
import { adamWInPlace, followInPlace, sumOfSquares } from "./update-kernel.ts";

const random = randomStream(2026);
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());

/** From one element to some blocks and a rest that is no multiple of four. */
const lengths = [1, 3, 4, 8192, 8193, 20_007];

describe.each(lengths)("on %i elements", (length) => {
  test("AdamW is what its formula says in double precision, over three steps", () => {
    const parameter = normals(length);
    const moments = [new Float32Array(length), new Float32Array(length)] as const;
    const exact = Array.from(parameter, (p) => ({ p, m: 0, v: 0 }));
    for (const step of [1, 2, 3]) {
      const gradient = normals(length);
      const terms = { learningRate: 0.01, weightDecay: 0.1, step, gradientFactor: 0.5 };
      adamWInPlace(parameter, gradient, moments, adamWFactors(adamWDefaults, terms));
      exact.forEach((element, i) => void stepExactly(element, 0.5 * gradient[i]!, step));
    }
    expectNear(
      parameter,
      exact.map(({ p }) => p),
    );
    expectNear(
      moments[0],
      exact.map(({ m }) => m),
    );
    expectNear(
      moments[1],
      exact.map(({ v }) => v),
    );
  });

  test("an average moves by its share", () => {
    const [average, values] = [normals(length), normals(length)];
    const exact = Array.from(average, (before, i) => before + 0.3 * (values[i]! - before));
    followInPlace(average, values, 0.3);
    expectNear(average, exact);
  });

  test("squares are summed in double precision", () => {
    const values = normals(length);
    const exact = values.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(sumOfSquares(values) / exact - 1)).toBeLessThan(1e-12);
  });
});

/** PyTorch's AdamW as its documentation writes it, with λ = 0.1 and η = 0.01. */
function stepExactly(element: { p: number; m: number; v: number }, gradient: number, step: number): void {
  element.p -= 0.01 * 0.1 * element.p;
  element.m = 0.9 * element.m + 0.1 * gradient;
  element.v = 0.999 * element.v + 0.001 * gradient ** 2;
  const [mean, square] = [element.m / (1 - 0.9 ** step), element.v / (1 - 0.999 ** step)];
  element.p -= (0.01 * mean) / (Math.sqrt(square) + 1e-8);
}

function expectNear(actual: Float32Array, exact: readonly number[]): void {
  const worst = exact.reduce((most, value, i) => Math.max(most, Math.abs(actual[i]! - value)), 0);
  expect(worst).toBeLessThan(1e-5);
}
