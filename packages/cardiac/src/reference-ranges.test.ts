import { describe, expect, test } from "vitest";
import { ejectionFractionClass } from "./ejection-fraction-class.ts";
import { rangePosition, referenceRange, referenceRanges, referenceZScore } from "./reference-ranges.ts";

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

describe("a z-score", () => {
  const ejectionFraction = "leftVentricle.ejectionFractionPercent";
  const woman = { sex: "female", ageYears: 60, papillaryMuscles: "cavity" } as const;

  test("counts deviations from the mean of the sex", () => {
    expect(referenceZScore(ejectionFraction, 51, woman)).toBe(-2);
    expect(referenceZScore("leftVentricle.endDiastolicMassGPerM2", 62, { ...woman, sex: "male" })).toBe(1);
  });

  test("is had from the first to the last day of the ages that were studied", () => {
    expect(referenceZScore(ejectionFraction, 61, { ...woman, ageYears: 45 })).toBe(0);
    expect(referenceZScore(ejectionFraction, 61, { ...woman, ageYears: 74.9 })).toBe(0);
  });

  test.each([
    ["without a sex", { ...woman, sex: undefined }, ejectionFraction, "sex is not known"],
    [
      "without an age",
      { ...woman, ageYears: undefined },
      ejectionFraction,
      "age is not known, and the reference is of people of 45 to 74 years",
    ],
    [
      "of the young",
      { ...woman, ageYears: 30.5 },
      ejectionFraction,
      "the reference is of people of 45 to 74 years, not of 30",
    ],
    [
      "by another convention",
      { ...woman, papillaryMuscles: "mass" },
      ejectionFraction,
      "the reference counts papillary muscles to the cavity",
    ],
    [
      "from limits",
      woman,
      "rightVentricle.ejectionFractionPercent",
      "the source of its range gives limits only, no mean and deviation",
    ],
  ] as const)("is not had %s", (_, subject, measure, why) => {
    expect(referenceZScore(measure, 60, subject)).toEqual({ notMeasurable: why });
  });

  test("of what is not measurable is not measurable for the same reason", () => {
    const why = { notMeasurable: "no left ventricular cavity is labelled" };
    expect(referenceZScore(ejectionFraction, why, woman)).toEqual(why);
  });
});
