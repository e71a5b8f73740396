import { evaluate, input } from "@cmrkit/graph";
import { float32 } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { weightedMean } from "./weighted-mean.ts";

const values = input("values", "float32", [2, 2, 2]);
const weights = input("weights", "float32", [2, 2]);

function meanWith(ofPlaces: readonly number[]): number {
  const feeds = new Map([
    ["values", float32([2, 2, 2], [1, 3, 10, 30, 100, 300, 1000, 3000])],
    ["weights", float32([2, 2], ofPlaces)],
  ]);
  return evaluate([weightedMean(values, weights)], feeds)[0]!.data[0] as number;
}

describe("a weighted mean", () => {
  test("counts the axes behind the weights alike", () => {
    expect(meanWith([1, 1, 1, 1])).toBeCloseTo(4444 / 8, 6);
    expect(meanWith([3, 1, 0, 0])).toBeCloseTo((3 * 2 + 20) / 4, 6);
  });

  test("of nothing is 0, and not the quotient of two zeros", () => {
    expect(meanWith([0, 0, 0, 0])).toBe(0);
  });

  test("refuses weights of other axes", () => {
    const odd = input("odd", "float32", [2, 3]);
    expect(() => weightedMean(values, odd)).toThrow("weights (2, 3) must have the leading axes of (2, 2, 2)");
  });
});
