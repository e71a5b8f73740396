import { evaluate, input, mul, reduceSum } from "@cmrkit/graph";
import { float32 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { expectGradients } from "../testing/expect-gradients.ts";
import { pixelCoordinates, softArgmaxCoordinates } from "./landmark-coordinates.ts";

test("fractions become pixels, x of the width and y of the height", () => {
  const fractions = input("fractions", "float32", [1, 4]);
  const feeds = new Map([["fractions", float32([1, 4], [0.5, 0.25, 1, 0])]]);
  expect([...evaluate([pixelCoordinates(fractions, 64, 32)], feeds)[0]!.data]).toEqual([32, 8, 64, 0]);
  expect(() => pixelCoordinates(input("odd", "float32", [1, 3]), 64, 32)).toThrow("two outputs a landmark, got (1, 3)");
});

const maps = input("maps", "float32", [1, 1, 3, 3]);
const heights = [0, 0.125, 0.25, 0.25, 0.875, 0.75, 0.125, 0.25, 0.25];
const fed = new Map([["maps", float32([1, 1, 3, 3], heights)]]);

test("the soft argmax is the weighted mean of pixel centres, by the order of the axes", () => {
  const [x, y] = evaluate([softArgmaxCoordinates(maps, "YX", 10)], fed)[0]!.data as Float64Array;
  const weights = heights.map((height) => Math.exp(10 * height));
  const total = weights.reduce((a, b) => a + b);
  const mean = (place: (at: number) => number) => weights.reduce((sum, w, at) => sum + w * place(at), 0) / total;
  expect(x).toBeCloseTo(
    mean((at) => at % 3),
    9,
  );
  expect(y).toBeCloseTo(
    mean((at) => Math.floor(at / 3)),
    9,
  );
  expect([...evaluate([softArgmaxCoordinates(maps, "XY", 10)], fed)[0]!.data]).toEqual([y, x]);
});

test("gradients pass the soft argmax", () => {
  const weighed = mul(softArgmaxCoordinates(maps, "YX", 4), pixelCoordinates(input("one", "float32", [1, 2]), 3, 5));
  const feeds = new Map([...fed, ["one", float32([1, 2], [1, 1])] as const]);
  expectGradients(reduceSum(weighed), new Map([["maps", maps]]), feeds);
});
