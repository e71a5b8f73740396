import { expect, test } from "vitest";
import { ejectionFractionClass } from "./ejection-fraction-class.ts";
import { rangePosition, referenceRange, referenceRanges } from "./reference-ranges.ts";

test.each([
  [40.4, "reduced"],
  [40.5, "mildly-reduced"],
  [49.4, "mildly-reduced"],
  [49.5, "preserved"],
  [0, "reduced"],
  [100, "preserved"],
] as const)("an ejection fraction of %d %% is %s", (percent, expected) => {
  expect(ejectionFractionClass(percent)).toBe(expected);
});

test("a fraction outside 0–100 % has no class", () => {
  for (const percent of [-1, 101, Number.NaN]) {
    expect(() => ejectionFractionClass(percent)).toThrow(expect.objectContaining({ kind: "argument" }));
  }
});

test("limits belong to the range, and a missing limit never excludes", () => {
  const men = referenceRanges["leftVentricle.ejectionFractionPercent"].male;
  expect([51.9, 52, 73, 73.1].map((value) => rangePosition(value, men))).toEqual([
    "below",
    "within",
    "within",
    "above",
  ]);
  expect(rangePosition(95, referenceRanges["rightVentricle.ejectionFractionPercent"].female)).toBe("within");
});

test("ranges hold for papillary muscles in the cavity only", () => {
  const measure = "leftVentricle.endDiastolicMassGPerM2";
  expect(referenceRange(measure, "female", "cavity")).toMatchObject({ lower: 33, upper: 57, unit: "g/m²" });
  expect(referenceRange(measure, "female", "mass")).toBeNull();
});
