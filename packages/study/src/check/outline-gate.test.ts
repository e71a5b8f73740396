import { expect, test } from "vitest";
import { gateScore, type NumberWeight, oddity } from "./outline-gate.ts";
import { type OutlineNumber, type OutlineNumbers, outlineNumberNames } from "./outline-numbers.ts";

const usual: NumberWeight = { scale: 1, mean: Math.asinh(1), deviation: 0.5, weight: 0 };
const numbers = (changes: Partial<OutlineNumbers> = {}): OutlineNumbers => ({
  ...(Object.fromEntries(outlineNumberNames.map((name) => [name, 1])) as OutlineNumbers),
  ...changes,
});
const gate = (weights: Partial<Record<OutlineNumber, number>>) => ({
  intercept: -1,
  numbers: Object.fromEntries(
    outlineNumberNames.map((name) => [name, { ...usual, weight: weights[name] ?? 0 }]),
  ) as Record<OutlineNumber, NumberWeight>,
});

test("usual numbers score the intercept, odder ones more, by their weight", () => {
  const own = gate({ gaps: 2, stray: 1 });
  expect(gateScore(numbers(), own).score).toBeCloseTo(-1, 12);
  const odd = gateScore(numbers({ gaps: 3, stray: 3 }), own);
  const deviations = (Math.asinh(3) - Math.asinh(1)) / 0.5;
  expect(odd.score).toBeCloseTo(-1 + 3 * deviations, 12);
  expect(odd.against).toEqual(["gaps", "stray"]);
});

test("what cannot be computed is as odd as anything can be", () => {
  expect(oddity(Number.NaN, usual)).toBe(oddity(Number.POSITIVE_INFINITY, usual));
  expect(oddity(1e300, usual)).toBe(oddity(Number.NaN, usual));
  expect(oddity(-1e300, usual)).toBeLessThan(-1);
});
