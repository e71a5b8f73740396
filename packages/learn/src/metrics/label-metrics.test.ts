import { expect, test } from "vitest";
import { type ConfusionMatrix, confusionMatrix, confusionOf } from "./confusion-matrix.ts";
import {
  accuracy,
  balancedAccuracy,
  macroF1,
  macroSpecificity,
  matthewsCorrelation,
  sensitivity,
  specificity,
} from "./label-metrics.ts";

const why = { notMeasurable: expect.any(String) };
const matrix = (...counts: number[][]): ConfusionMatrix => ({
  classes: ["NOR", "DCM", "HCM"].slice(0, counts.length),
  counts,
});

test("the matrix counts truth by row and prediction by column", () => {
  const pairs = [
    { truth: "NOR", predicted: "NOR" },
    { truth: "NOR", predicted: "DCM" },
    { truth: "DCM", predicted: "DCM" },
  ];
  expect(confusionMatrix(["NOR", "DCM"], pairs).counts).toEqual([
    [1, 1],
    [0, 1],
  ]);
});

test("the most probable class is the answer, of equals the first", () => {
  const cases = [
    { truth: "DCM", probabilities: [0.2, 0.8] },
    { truth: "DCM", probabilities: [0.5, 0.5] },
  ];
  expect(confusionOf(["NOR", "DCM"], cases).counts).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test("two classes by hand", () => {
  // truth NOR 5, of which 4 right; truth DCM 10, of which 6 right
  const m = matrix([4, 1], [4, 6]);
  expect(accuracy(m)).toBeCloseTo(10 / 15, 12);
  expect(sensitivity(m, "DCM")).toBeCloseTo(0.6, 12);
  expect(specificity(m, "DCM")).toBeCloseTo(0.8, 12);
  expect(sensitivity(m, "NOR")).toBeCloseTo(0.8, 12);
  expect(balancedAccuracy(m)).toBeCloseTo(0.7, 12);
  expect(macroSpecificity(m)).toBeCloseTo(0.7, 12);
  expect(macroF1(m)).toBeCloseTo((8 / 13 + 12 / 17) / 2, 12); // 2·4 / (2·4 + 4 + 1), 2·6 / (2·6 + 1 + 4)
  expect(matthewsCorrelation(m)).toBeCloseTo((4 * 6 - 1 * 4) / Math.sqrt(5 * 10 * 8 * 7), 12); // TP·TN − FP·FN over the margins
});

test("a perfect answer scores 1, the exchanged classes −1", () => {
  expect(matthewsCorrelation(matrix([3, 0, 0], [0, 2, 0], [0, 0, 4]))).toBe(1);
  expect(matthewsCorrelation(matrix([0, 3], [4, 0]))).toBeCloseTo(-1, 12);
});

test("one and the same answer to everything correlates with nothing", () => {
  const always = matrix([5, 0], [4, 0]);
  expect(matthewsCorrelation(always)).toBe(0);
  expect(balancedAccuracy(always)).toBe(0.5);
});

test("a class in neither truth nor predictions is left out; one that is only predicted costs F1, not recall", () => {
  const unknown = matrix([4, 1, 0], [4, 6, 0], [0, 0, 0]);
  expect(macroF1(unknown)).toBe(macroF1(matrix([4, 1], [4, 6])));
  const imagined = matrix([1, 0, 1], [0, 2, 0], [0, 0, 0]);
  expect(macroF1(imagined)).toBeCloseTo((2 / 3 + 1 + 0) / 3, 12);
  expect(balancedAccuracy(imagined)).toBe(0.75);
});

test("what a single class in the truth cannot tell is not measured", () => {
  const one = matrix([3, 1], [0, 0]);
  expect(accuracy(one)).toBe(0.75);
  for (const metric of [balancedAccuracy, macroSpecificity, matthewsCorrelation]) expect(metric(one)).toEqual(why);
  expect(sensitivity(one, "DCM")).toEqual({ notMeasurable: "no case is DCM" });
  expect(specificity(one, "NOR")).toEqual({ notMeasurable: "no case is other than NOR" });
  expect(specificity(one, "DCM")).toBe(0.75);
});

test("without cases nothing is measured", () => {
  const none = matrix([0, 0], [0, 0]);
  for (const metric of [accuracy, balancedAccuracy, macroF1, macroSpecificity, matthewsCorrelation]) {
    expect(metric(none)).toEqual({ notMeasurable: "there are no cases" });
  }
});

test("labels outside the classes, one class, and two of one name are refused", () => {
  const refused = expect.objectContaining({ kind: "bad-label" });
  expect(() => confusionMatrix(["NOR", "DCM"], [{ truth: "RV", predicted: "NOR" }])).toThrow(refused);
  expect(() => confusionMatrix(["NOR", "DCM"], [{ truth: "NOR", predicted: "RV" }])).toThrow(refused);
  expect(() => confusionMatrix(["NOR"], [])).toThrow(refused);
  expect(() => confusionMatrix(["NOR", "NOR"], [])).toThrow(refused);
  expect(() => sensitivity(matrix([1, 0], [0, 1]), "RV")).toThrow(refused);
});
