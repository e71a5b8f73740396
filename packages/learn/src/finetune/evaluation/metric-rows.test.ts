import { type BootstrapInterval, type Measured, notMeasurable } from "@cmrkit/cardiac";
import { expect, test } from "vitest";
import { metricRows, metricTitle } from "./metric-rows.ts";

test.each([
  ["lvEfPercent meanAbsoluteError", "LVEF mean absolute error, points"],
  ["rvEdvMl intraclassCorrelation", "RV EDV intraclass correlation"],
  ["lvEdvMl coefficientOfVariationPercent", "LV EDV coefficient of variation, %"],
  ["lvEdvMl rootMeanSquareError", "LV EDV root mean square error, ml"],
  ["cavity stability", "cavity stability score"],
  ["mean hd95Mm", "mean HD95, mm"],
  ["left atrium dice", "left atrium Dice"],
  ["balancedAccuracy", "balanced accuracy"],
  ["lv_ef_percent meanAbsoluteError", "lv_ef_percent mean absolute error"],
  ["apex distance mm", "apex distance mm"],
])("%s is read as %s", (name, title) => {
  expect(metricTitle(name)).toBe(title);
});

const interval = (estimate: Measured): BootstrapInterval => ({
  estimate,
  lower: estimate,
  upper: estimate,
  n: 3,
  confidence: 0.95,
  resamples: 1000,
  resamplesLeftOut: 0,
});

test("a measure of which nothing is measurable is told once, with the reason; one of which something is, in full", () => {
  const nothing = interval(notMeasurable("there are no pairs"));
  const rows = metricRows({
    "RV dice": nothing,
    "rvEfPercent bias": nothing,
    "rvEfPercent pearsonR": nothing,
    "lvEfPercent bias": interval(1),
    "lvEfPercent pearsonR": nothing,
  });
  expect(rows.map(({ title }) => title)).toEqual(["RV Dice", "RVEF", "LVEF bias, points", "LVEF Pearson's r"]);
  expect(rows[1]!.interval).toBe(nothing);
});
