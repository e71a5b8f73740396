import { float32, randomStream, ShapeError } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { heNormal, ones, torchUniform, xavierUniform, zeros } from "./initialisers.ts";
import { compareParameters, initialParameters, ParameterScope } from "./parameters.ts";

test("layers declare parameters by name within their scope, in order, once", () => {
  const scope = new ParameterScope();
  const weight = scope.at("blocks", 0).parameter("weight", [2], ones);
  scope.buffer("mean", [1], zeros);
  expect(scope.at("blocks", 0).parameter("weight", [2], ones)).toBe(weight);
  expect(scope.specs.map(({ name, isBuffer }) => [name, isBuffer])).toEqual([
    ["blocks.0.weight", false],
    ["mean", true],
  ]);
  expect(() => scope.at("blocks", 0).parameter("weight", [3], ones)).toThrow(ShapeError);
});

test("a parameter's start depends on the seed and its name, not on what else the model has", () => {
  const model = (names: readonly string[]) => {
    const scope = new ParameterScope();
    for (const name of names) scope.parameter(name, [4, 4], heNormal);
    return initialParameters(scope.specs, randomStream(1));
  };
  expect(model(["a", "b"]).get("b")).toEqual(model(["b"]).get("b"));
  expect(model(["a", "b"]).get("a")!.data).not.toEqual(model(["b"]).get("b")!.data);
});

test.each([
  ["He", heNormal, Math.sqrt(2 / 200)],
  ["Xavier", xavierUniform, Math.sqrt(6 / 300 / 3)],
  ["PyTorch", torchUniform, Math.sqrt(1 / 200 / 3)],
])("%s weights have the deviation that their fan in and out ask for", (_name, initialiser, deviation) => {
  const values = new Float32Array(100 * 200);
  initialiser(values, [100, 200], randomStream(3));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.05 * deviation);
  expect(Math.sqrt(variance) / deviation).toBeCloseTo(1, 1);
});

test("a weight file is compared with what a model needs", () => {
  const scope = new ParameterScope();
  scope.parameter("a", [2], ones);
  scope.parameter("b", [2], ones);
  const weights = new Map([
    ["b", float32([3], [1, 2, 3])],
    ["c", float32([1], [1])],
  ]);
  expect(compareParameters(scope.specs, weights)).toEqual({ missing: ["a"], unexpected: ["c"], misshapen: ["b"] });
});

test("values that layers mark are kept in order, whatever scope marked them", () => {
  const scope = new ParameterScope();
  const [a, b] = [scope.at("blocks", 0).parameter("a", [2], ones), scope.parameter("b", [2], ones)];
  expect(scope.at("blocks", 0).keep(b)).toBe(b);
  scope.at("head").keep(a);
  expect(scope.kept).toEqual([b, a]);
});
