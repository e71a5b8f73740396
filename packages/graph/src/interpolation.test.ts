import { describe, expect, test } from "vitest";
import { interpolationMatrix } from "./interpolation.ts";

const modes = ["nearest", "linear", "cubic"] as const;
const coordinateRules = ["half-pixel", "align-corners", "asymmetric"] as const;
const rules = modes.flatMap((mode) => coordinateRules.map((coordinates) => ({ mode, coordinates })));

function rows(matrix: Float64Array, extent: number): number[][] {
  return Array.from({ length: matrix.length / extent }, (_, i) => [...matrix.subarray(i * extent, (i + 1) * extent)]);
}

describe.each(rules)("$mode interpolation, $coordinates", (rule) => {
  test("keeps a constant", () => {
    for (const [extent, size] of [
      [4, 9],
      [9, 4],
      [1, 3],
      [5, 1],
    ] as const)
      for (const row of rows(interpolationMatrix(rule, extent, size), extent))
        expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
  });

  test("leaves an axis of unchanged extent as it is", () => {
    const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    expect([...interpolationMatrix(rule, 3, 3)].map((weight) => weight + 0)).toEqual(identity);
  });
});

test("aligned corners stay corners", () => {
  const matrix = rows(interpolationMatrix({ mode: "linear", coordinates: "align-corners" }, 3, 5), 3);
  expect(matrix).toEqual([
    [1, 0, 0],
    [0.5, 0.5, 0],
    [0, 1, 0],
    [0, 0.5, 0.5],
    [0, 0, 1],
  ]);
});

test("cubic weights halfway between samples are Keys' with a = −0.75", () => {
  const [row] = rows(interpolationMatrix({ mode: "cubic", coordinates: "half-pixel" }, 4, 1), 4);
  expect(row).toEqual([-3 / 32, 19 / 32, 19 / 32, -3 / 32]);
});

test("nearest takes the sample before an asymmetric coordinate, the nearer one of a half-pixel coordinate", () => {
  const sources = (coordinates: "asymmetric" | "half-pixel") =>
    rows(interpolationMatrix({ mode: "nearest", coordinates }, 6, 2), 6).map((row) => row.indexOf(1));
  expect(sources("asymmetric")).toEqual([0, 3]); // at 0 and 3
  expect(sources("half-pixel")).toEqual([1, 4]); // at 1 and 4
});
