import { expect, test } from "vitest";
import { type DamageWeights, gateScore, oddity, type UsualNumber } from "./outline-gate.ts";
import { type OutlineNumber, type OutlineNumbers, outlineNumberNames } from "./outline-numbers.ts";

const aboutOne: UsualNumber = { scale: 1, mean: Math.asinh(1), deviation: 0.5 };

function ofEachNumber<T>(value: T, changes: Partial<Record<OutlineNumber, T>> = {}): Record<OutlineNumber, T> {
  return {
    ...(Object.fromEntries(outlineNumberNames.map((name) => [name, value])) as Record<OutlineNumber, T>),
    ...changes,
  };
}

const numbers = (changes: Partial<OutlineNumbers> = {}): OutlineNumbers => ofEachNumber(1, changes);

function damage(name: string, weights: Partial<Record<OutlineNumber, number>>): DamageWeights {
  return { damage: name, intercept: -1, weights: ofEachNumber(0, weights) };
}

const gate = {
  usual: ofEachNumber(aboutOne),
  damages: [damage("a hole", { gaps: 2, stray: 1 }), damage("a piece far away", { stray: 4 })],
};

test("usual numbers score the intercept, odder ones more, by their weight", () => {
  expect(gateScore(numbers(), gate).score).toBeCloseTo(-1, 12);
  const odd = gateScore(numbers({ gaps: 3, stray: 1.5 }), gate);
  const deviations = (value: number) => (Math.asinh(value) - Math.asinh(1)) / 0.5;
  expect(odd.score).toBeCloseTo(-1 + 2 * deviations(3) + deviations(1.5), 12);
  expect(odd).toMatchObject({ damage: "a hole", against: ["gaps", "stray"] });
});

test("the likeliest damage is the score, and another does not add to it", () => {
  const odd = gateScore(numbers({ stray: 3 }), gate);
  expect(odd).toMatchObject({ damage: "a piece far away", against: ["stray"] });
  expect(odd.score).toBeCloseTo(-1 + (4 * (Math.asinh(3) - Math.asinh(1))) / 0.5, 12);
});

test("what cannot be computed is as odd as anything can be", () => {
  expect(oddity(Number.NaN, aboutOne)).toBe(oddity(Number.POSITIVE_INFINITY, aboutOne));
  expect(oddity(1e300, aboutOne)).toBe(oddity(Number.NaN, aboutOne));
  expect(oddity(-1e300, aboutOne)).toBeLessThan(-1);
});
