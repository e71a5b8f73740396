import { evaluate, input, type Tensor } from "@cmrkit/graph";
import { float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import type { BatchStatistic } from "../training-step.ts";
import { batchNorm } from "./batch-norm.ts";

const x = input("x", "float32", [2, 1, 2]);
const image = float32([2, 1, 2], [1, 3, 5, 7]); // mean 4, biased variance 5, unbiased 20/3

function values(tensor: Tensor, feeds: readonly (readonly [string, HostTensor])[]): number[] {
  return [...evaluate([tensor], new Map([["x", image], ...feeds]))[0]!.data];
}

test("training normalises by the batch and tells its mean and unbiased variance, of which a tenth enters the running ones", () => {
  const gathered: BatchStatistic[] = [];
  const scope = new ParameterScope();
  const y = batchNorm(scope.at("bn1"), x, { kind: "batch", gathered });
  const weights = [...initialParameters(scope.specs, randomStream(0))];
  expect(values(y, weights)[0]).toBeCloseTo(-3 / Math.sqrt(5), 5);
  expect(scope.specs.map(({ name }) => name)).toEqual(["bn1.weight", "bn1.bias"]);
  expect(gathered.map(({ slot }) => slot)).toEqual(["bn1.running_mean", "bn1.running_var"]);
  const [mean, variance] = gathered.map(({ value }) => values(value, weights)[0]!);
  expect(mean).toBeCloseTo(4, 6);
  expect(variance).toBeCloseTo(20 / 3, 6);
  expect(gathered.map(({ share }) => share)).toEqual([0.1, 0.1]);
});

test("evaluation normalises by the running statistics, buffers that start at 0 and 1", () => {
  const scope = new ParameterScope();
  const y = batchNorm(scope, x, { kind: "running" });
  const fresh = [...initialParameters(scope.specs, randomStream(0))];
  expect(values(y, fresh)[3]).toBeCloseTo(7, 4);
  const moved = new Map(fresh).set("running_mean", float32([1], [4])).set("running_var", float32([1], [9]));
  expect(values(y, [...moved])[3]).toBeCloseTo(1, 5);
  expect(scope.specs.filter(({ isBuffer }) => isBuffer).length).toBe(2);
});
