import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { differenceInterval, metricDifference, pairPatients } from "./paired-patients.ts";

const random = randomStream("two models");
const hardness = Array.from({ length: 40 }, () => 0.1 * random.normal());
const model = (skill: number) =>
  hardness.map((hard, at) => ({ patient: `p${at}`, dice: skill - hard + 0.005 * random.normal() }));

const mean = (rows: readonly { readonly dice: number }[]) =>
  rows.reduce((sum, { dice }) => sum + dice, 0) / rows.length;

test("what makes a patient hard for both cancels out of the interval", () => {
  const pairs = pairPatients(model(0.82), model(0.8));
  const { estimate, lower, upper, n } = differenceInterval(pairs, mean, { random: randomStream(1), resamples: 500 });
  expect(n).toBe(40);
  expect(estimate).toBeCloseTo(0.02, 2);
  // The difference of two such patients spreads by 0.005·√2, its mean over 40 by 0.0011; one model alone by 0.016
  expect(Number(upper) - Number(lower)).toBeLessThan(0.007);
  expect(lower).toBeGreaterThan(0);
});

test("patients are paired by name, not by place", () => {
  const a = [
    { patient: "x", dice: 0.9 },
    { patient: "y", dice: 0.5 },
  ];
  expect(pairPatients(a, [...a].reverse())).toEqual(a.map((row) => ({ patient: row.patient, a: [row], b: [row] })));
  expect(metricDifference(pairPatients(a, [...a].reverse()), mean)).toBe(0);
});

test.each([
  ["a patient of the first model only", [["x"], []]],
  ["a patient of the second model only", [["x"], ["x", "y"]]],
  ["one row more", [["x", "x"], ["x"]]],
])("%s is refused", (_, [a = [], b = []]) => {
  const rows = (patients: readonly string[]) => patients.map((patient) => ({ patient }));
  expect(() => pairPatients(rows(a), rows(b))).toThrow(expect.objectContaining({ kind: "bad-prediction" }));
});
