import { float32, ShapeError } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { evaluate } from "../evaluate/index.ts";
import { gradients } from "../gradients.ts";
import { input, type Tensor } from "../trace.ts";
import { batchNormalization } from "./batch-normalisation.ts";
import { mul } from "./elementwise.ts";
import { reduceSum } from "./normalise.ts";
import { constant } from "./source.ts";

const x = constant(float32([2, 2, 2], [1, 3, 10, 10, 5, 7, 10, 14])); // channel 0: 1 3 5 7, channel 1: 10 10 10 14
const params = {
  scale: constant(float32([2], [1, 2])),
  bias: constant(float32([2], [0, 0.5])),
  runningMean: constant(float32([2], [0, 8])),
  runningVariance: constant(float32([2], [1, 4])),
};

function numbersOf(tensor: Tensor): number[] {
  return [...evaluate([tensor])[0]!.data];
}

function expectClose(actual: readonly number[], expected: readonly number[]) {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 6); // momentum and ε are float32
}

describe("in training", () => {
  const { y, runningMean, runningVariance } = batchNormalization(x, params, { training: true, epsilon: 0 });

  test("each channel is normalised over batch and voxels by its biased variance", () => {
    const [a, b] = [Math.sqrt(5), Math.sqrt(3)]; // mean 4 variance 5, mean 11 variance 3
    const channel0 = [-3 / a, -1 / a, 1 / a, 3 / a];
    const channel1 = [-1 / b, -1 / b, -1 / b, 3 / b].map((normal) => 2 * normal + 0.5);
    expectClose(numbersOf(y), [
      ...channel0.slice(0, 2),
      ...channel1.slice(0, 2),
      ...channel0.slice(2),
      ...channel1.slice(2),
    ]);
  });

  test("a tenth of the batch's mean and unbiased variance enters the running ones", () => {
    expectClose(numbersOf(runningMean), [0.1 * 4, 0.9 * 8 + 0.1 * 11]);
    expectClose(numbersOf(runningVariance), [0.9 + (0.1 * 20) / 3, 0.9 * 4 + (0.1 * 12) / 3]);
  });

  test("a shift of the input leaves the output, so its gradient sums to zero", () => {
    const free = input("x", "float32", [2, 2, 2]);
    const normal = batchNormalization(free, params, { training: true }).y;
    const loss = reduceSum(mul(normal, constant(float32([2, 2, 2], [1, -2, 3, 0, 5, 1, -1, 2]))));
    const [gradient] = evaluate(
      gradients(loss, [free]),
      new Map([["x", float32([2, 2, 2], [1, 3, 10, 10, 5, 7, 10, 14])]]),
    );
    const [a, b, c, d, e, f, g, h] = gradient!.data;
    expect(a! + b! + e! + f!).toBeCloseTo(0, 6);
    expect(c! + d! + g! + h!).toBeCloseTo(0, 6);
    expect(Math.abs(a!)).toBeGreaterThan(0.1);
  });

  test("no gradient passes through the running statistics", () => {
    const free = input("x", "float32", [2, 2, 2]);
    const moved = batchNormalization(free, params, { training: true });
    const [gradient] = evaluate(gradients(reduceSum(moved.runningMean), [free]));
    expect([...gradient!.data]).toEqual(new Array(8).fill(0));
  });

  test("a single value a channel has no variance", () => {
    const single = () => batchNormalization(input("x", "float32", [1, 2, 1]), params, { training: true });
    expect(single).toThrow(ShapeError);
    expect(single).toThrow("batchNormalization of (1, 2, 1): training needs two values a channel or more");
  });
});

test("in evaluation the running statistics normalise, and stay", () => {
  const result = batchNormalization(x, params, { training: false, epsilon: 0 });
  expectClose(numbersOf(result.y), [1, 3, 2.5, 2.5, 5, 7, 2.5, 6.5]);
  expect(result.runningMean).toBe(params.runningMean);
  expect(result.runningVariance).toBe(params.runningVariance);
});
