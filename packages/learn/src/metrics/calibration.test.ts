import { expect, test } from "vitest";
import { brierScore, expectedCalibrationError } from "./calibration.ts";

const classes = ["N", "P"];
const answers = (...cases: [truth: string, p: number][]) =>
  cases.map(([truth, p]) => ({ truth, probabilities: [1 - p, p] }));

test("calibration error by hand, two bins of one", () => {
  // All confidences lie above 0.5, in the upper of two bins: 3 of 4 right, mean confidence 0.775
  const cases = answers(["P", 0.9], ["P", 0.8], ["N", 0.2], ["P", 0.4]);
  expect(expectedCalibrationError(classes, cases, 2)).toBeCloseTo(0.025, 12); // |0.75 − (0.9 + 0.8 + 0.8 + 0.6) / 4|
  // In ten bins 0.9, 0.8 with 0.8, and 0.6 stand apart: (0.1 + 0.4 + 0.6) / 4
  expect(expectedCalibrationError(classes, cases, 10)).toBeCloseTo(0.275, 12);
});

test("sure and right is 0, sure and wrong is 1", () => {
  expect(expectedCalibrationError(classes, answers(["P", 1], ["N", 0]))).toBe(0);
  expect(expectedCalibrationError(classes, answers(["N", 1], ["P", 0]))).toBe(1);
});

test("Brier's score by hand, over both classes", () => {
  expect(brierScore(classes, answers(["P", 0.9], ["N", 0.5]))).toBeCloseTo((0.02 + 0.5) / 2, 12);
  expect(brierScore(classes, answers(["N", 1]))).toBe(2);
});

test("without cases nothing is measured", () => {
  expect(expectedCalibrationError(classes, [])).toEqual({ notMeasurable: "there are no cases" });
  expect(brierScore(classes, [])).toEqual({ notMeasurable: "there are no cases" });
});

test.each([
  ["NaN", [Number.NaN, 1]],
  ["a probability above 1", [1.2, -0.2]],
  ["a sum that is not 1", [0.5, 0.3]],
  ["another number of probabilities", [1]],
])("%s is refused, naming the case", (_, probabilities) => {
  const cases = [...answers(["P", 0.9]), { truth: "P", probabilities }];
  for (const metric of [expectedCalibrationError, brierScore]) {
    expect(() => metric(classes, cases)).toThrow(
      expect.objectContaining({ kind: "bad-prediction", message: expect.stringContaining("case 1") }),
    );
  }
});

test("no bins are refused", () => {
  expect(() => expectedCalibrationError(classes, [], 0)).toThrow(expect.objectContaining({ kind: "bad-config" }));
});
