import { stabilityScores } from "@cmrkit/cardiac";
import { expect, test } from "vitest";
import { classStabilities } from "./class-stability.ts";

const logits = [
  [4.1, 0.2, -1, -2.5, 0],
  [-1, 1.4, 3, -0.5, 0],
  [0, -2, 2.2, 5, 0],
];

function softmax(rows: readonly (readonly number[])[]): Float32Array {
  const sums = rows[0]!.map((_, at) => rows.reduce((sum, row) => sum + Math.exp(row[at]!), 0));
  return Float32Array.from(rows.flatMap((row) => row.map((value, at) => Math.exp(value) / sums[at]!)));
}

test("probabilities have the stability of the logits that they come from, without that of the background", () => {
  expect(classStabilities(softmax(logits), 3)).toEqual(stabilityScores(logits).slice(1));
});

test("a probability that was rounded to nothing counts as the smallest there is", () => {
  expect(classStabilities(Float32Array.of(1, 0, 0, 1), 2)).toEqual([1]);
});
