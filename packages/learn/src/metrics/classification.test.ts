import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { classificationMetrics } from "./classification.ts";

const { classes, cases, macroSpecificity, sensitivityDCM, specificityDCM, ...expected } = metricFixtures.classification;

test("every metric of five classes, one of them in no truth, is that of the definitions in PyTorch", () => {
  const values = { ...expected, sensitivity: expected.balancedAccuracy, specificity: macroSpecificity };
  const close = Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, 10)]);
  const found = Object.entries(classificationMetrics(classes)).map(([name, metric]) => [name, metric(cases)]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(close));
});

test("a named class makes sensitivity and specificity those of the class", () => {
  const { sensitivity, specificity } = classificationMetrics(classes, "DCM");
  expect(sensitivity(cases)).toBeCloseTo(sensitivityDCM, 12);
  expect(specificity(cases)).toBeCloseTo(specificityDCM, 12);
});

/** Two of three ill are found, and one of four well is taken for ill. */
const illOrWell = ["ill", "ill", "ill", "well", "well", "well", "well"].map((truth, i) => ({
  truth,
  probabilities: [2, 3].includes(i) === (truth === "ill") ? [0.1, 0.9] : [0.9, 0.1],
}));

test("of two classes the named one has sensitivity and specificity by hand; without a name neither is told", () => {
  const of = (positive?: string) => {
    const { sensitivity, specificity } = classificationMetrics(["ill", "well"], positive);
    return [sensitivity(illOrWell), specificity(illOrWell)];
  };
  expect(of("ill")).toEqual([2 / 3, 3 / 4]);
  expect(of("well")).toEqual([3 / 4, 2 / 3]);
  const why = { notMeasurable: "no class is named as the positive one" };
  expect(of()).toEqual([why, why]);
});

test("a positive class that is no class is refused before any case is looked at", () => {
  expect(() => classificationMetrics(classes, "ARV")).toThrow(expect.objectContaining({ kind: "bad-label" }));
});
