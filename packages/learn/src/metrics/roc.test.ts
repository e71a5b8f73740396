import { expect, test } from "vitest";
import { midranks } from "./midranks.ts";
import { areaUnderRoc, aucOneVsOne, aucOneVsRest } from "./roc.ts";

const why = { notMeasurable: expect.any(String) };
const scored = (positives: number[], negatives: number[]) => [
  ...positives.map((score) => ({ score, isPositive: true })),
  ...negatives.map((score) => ({ score, isPositive: false })),
];

test("equal values share the mean of their ranks", () => {
  expect(midranks([10, 30, 20, 20, 5])).toEqual([2, 5, 3.5, 3.5, 1]);
  expect(midranks([])).toEqual([]);
});

test("the area is the share of pairs in the right order, ties by half", () => {
  // of six pairs 3 > 1, 3 > 2, 3 > 0, 2 > 1, 2 > 0, and 2 = 2 counts half
  expect(areaUnderRoc(scored([3, 2], [1, 2, 0]))).toBeCloseTo(5.5 / 6, 12);
  expect(areaUnderRoc(scored([2, 3], [0, 1]))).toBe(1);
  expect(areaUnderRoc(scored([0, 1], [2, 3]))).toBe(0);
});

test("equal scores for all are worth a coin", () => {
  expect(areaUnderRoc(scored([1, 1, 1], [1, 1]))).toBe(0.5);
});

test("one kind of case only has no area; a score that is no number is refused", () => {
  expect(areaUnderRoc(scored([1, 2], []))).toEqual({ notMeasurable: "no case is negative" });
  expect(areaUnderRoc(scored([], [1, 2]))).toEqual({ notMeasurable: "no case is positive" });
  expect(() => areaUnderRoc(scored([1], [Number.NaN]))).toThrow(expect.objectContaining({ kind: "bad-prediction" }));
});

const classes = ["NOR", "DCM", "HCM"];
const cases = [
  { truth: "NOR", probabilities: [0.6, 0.3, 0.1] },
  { truth: "NOR", probabilities: [0.3, 0.3, 0.4] },
  { truth: "DCM", probabilities: [0.4, 0.5, 0.1] },
  { truth: "HCM", probabilities: [0.2, 0.1, 0.7] },
];

test("three classes by hand", () => {
  // NOR against the rest: 0.6 and 0.3 over 0.4 and 0.2: 3 of 4. DCM: 0.5 over all: 1. HCM: 1.
  expect(aucOneVsRest(classes, cases)).toBeCloseTo((0.75 + 1 + 1) / 3, 12);
  // NOR–DCM: by NOR 0.5, by DCM 1; NOR–HCM: 1 and 1; DCM–HCM: 1 and 1
  expect(aucOneVsOne(classes, cases)).toBeCloseTo((0.75 + 1 + 1) / 3, 12);
});

test("a class that nobody has is left out of the mean", () => {
  const withoutHcm = cases.slice(0, 3);
  expect(aucOneVsRest(classes, withoutHcm)).toBeCloseTo((0.5 + 1) / 2, 12);
  expect(aucOneVsOne(classes, withoutHcm)).toBeCloseTo((0.5 + 1) / 2, 12);
});

test("with one class in the truth there is no area", () => {
  expect(aucOneVsRest(classes, cases.slice(0, 2))).toEqual(why);
  expect(aucOneVsOne(classes, cases.slice(0, 2))).toEqual(why);
  expect(aucOneVsOne(classes, [])).toEqual(why);
});

test("with two classes all three are one", () => {
  const two = [0.9, 0.4, 0.6, 0.4, 0.1].map((p, at) => ({ truth: at < 3 ? "NOR" : "DCM", probabilities: [p, 1 - p] }));
  const expected = 5.5 / 6;
  expect(aucOneVsRest(["NOR", "DCM"], two)).toBeCloseTo(expected, 12);
  expect(aucOneVsOne(["NOR", "DCM"], two)).toBeCloseTo(expected, 12);
});
