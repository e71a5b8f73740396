import { evaluate, input } from "@cmrkit/graph";
import { float32, ShapeError } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { expectGradients } from "../testing/expect-gradients.ts";
import { koleo } from "./koleo.ts";

const features = (shape: readonly number[]) => input("features", "float32", shape);

function koleoOf(shape: readonly number[], values: readonly number[]): number {
  const [value] = evaluate([koleo(features(shape))], new Map([["features", float32(shape, values)]]));
  return value!.data[0]!;
}

test("is minus the mean logarithm of the distance to the nearest direction", () => {
  // Directions at 0°, 90° and 180°: the nearest is √2 away from each.
  expect(koleoOf([3, 1, 2], [1, 0, 0, 5, -2, 0])).toBeCloseTo(-Math.log(Math.SQRT2), 6);
  // At 0°, 60° and 180°: 1, 1 and √3.
  expect(koleoOf([3, 1, 2], [1, 0, 0.5, Math.sqrt(0.75), -1, 0])).toBeCloseTo(-Math.log(Math.sqrt(3)) / 3, 6);
});

test("groups are not compared: each crop only with the same crop of other images", () => {
  const opposite = [1, 0, 0, 1, -1, 0, 0, -1]; // (2, 2, 2): in each group both samples are 2 apart
  expect(koleoOf([2, 2, 2], opposite)).toBeCloseTo(-Math.log(2), 6);
});

test("two equal features are far from good, but finite", () => {
  expect(koleoOf([2, 1, 2], [1, 0, 1, 0])).toBeCloseTo(-0.5 * Math.log(1e-8), 3);
});

test("gradients agree with differences", () => {
  const values = [0.25, -1.25, 0.75, 2, 0.5, -0.5, -1, 1.5, 1.25, 0.25, -1.75, 0.5];
  const crops = features([3, 2, 2]);
  const feeds = new Map([["features", float32([3, 2, 2], values)]]);
  expectGradients(koleo(crops), new Map([["features", crops]]), feeds);
});

test("one sample has no neighbour", () => {
  expect(() => koleo(features([1, 2, 4]))).toThrow(ShapeError);
});
