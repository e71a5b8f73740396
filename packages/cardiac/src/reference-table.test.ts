import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notMeasurable } from "./measured.ts";
import { overlappingRows, type ReferenceRow, rangeOfRow, referenceFit, zScoreOfRow } from "./reference-table.ts";

/** Made-up numbers, as all in this file. */
const row: ReferenceRow = {
  measure: "leftVentricle.ejectionFractionPercent",
  sex: "female",
  ageYears: [40, 49],
  lower: 50,
  upper: 70,
  distribution: { mean: 60, standardDeviation: 4 },
  papillaryMuscles: "cavity",
  source: "made up",
};
const { measure } = row;
const woman = { sex: "female", ageYears: 45, papillaryMuscles: "cavity" } as const;

const end = fc.option(fc.integer({ min: 0, max: 110 }));
const ages = fc.tuple(end, end).filter(([from, to]) => from === null || to === null || from <= to);
const rows = fc.record({
  sex: fc.option(fc.constantFrom("male", "female")),
  ageYears: ages,
  papillaryMuscles: fc.constantFrom("cavity", "mass"),
});
/** Of every sex, convention and completed year, those that are not known too. */
const everybody = (["male", "female", undefined] as const).flatMap((sex) =>
  (["cavity", "mass"] as const).flatMap((papillaryMuscles) =>
    [undefined, ...Array(112).keys()].map((ageYears) => ({ sex, ageYears, papillaryMuscles })),
  ),
);
const fits = (each: ReferenceRow, person: Parameters<typeof referenceFit>[2]) =>
  referenceFit([each], measure, person).kind === "fits";

describe("a row by age", () => {
  test.each([
    [39.99, false],
    [40, true],
    [49.99, true],
    [50, false],
  ])("from 40 to 49 holds at %d years: %s", (ageYears, expected) => {
    expect(fits(row, { ...woman, ageYears })).toBe(expected);
  });

  test("holds from its first birthday to the day before the one after its last", () => {
    fc.assert(
      fc.property(ages, fc.double({ min: 0, max: 120, noNaN: true }), ([from, to], ageYears) => {
        const expected = (from === null || ageYears >= from) && (to === null || ageYears < to + 1);
        expect(fits({ ...row, ageYears: [from, to] }, { ...woman, ageYears })).toBe(expected);
      }),
      { seed: 2026 },
    );
  });

  test("holds for nobody whose age is not known, unless it needs none", () => {
    const person = { ...woman, ageYears: undefined };
    expect(referenceFit([row], measure, person)).toEqual({ kind: "none-fits", because: "age is not known" });
    expect(fits({ ...row, ageYears: [null, 49] }, person)).toBe(false);
    expect(fits({ ...row, ageYears: [null, null] }, person)).toBe(true);
  });
});

test("decades without a gap leave every adult exactly one row, whatever the age", () => {
  const decades = [20, 30, 40, 50].map((from) => ({ ...row, ageYears: [from, from + 9] as const }));
  const table = [{ ...row, ageYears: [null, 19] as const }, ...decades, { ...row, ageYears: [60, null] as const }];
  expect(overlappingRows(table)).toBeUndefined();
  fc.assert(
    fc.property(fc.double({ min: 0, max: 120, noNaN: true }), (ageYears) => {
      expect(table.filter((each) => fits(each, { ...woman, ageYears }))).toHaveLength(1);
    }),
    { seed: 2026 },
  );
});

test("two rows overlap where, and only where, somebody fits both", () => {
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const both = [a, b].map((each) => ({ ...row, ...each }));
      const isAmbiguous = everybody.some((person) => both.every((each) => fits(each, person)));
      expect(overlappingRows(both)).toEqual(isAmbiguous ? [0, 1] : undefined);
    }),
    { seed: 2026, numRuns: 200 },
  );
});

test.each([
  ["another measure", { measure: "rightVentricle.ejectionFractionPercent" }],
  ["the other sex", { sex: "male" }],
  ["the other convention", { papillaryMuscles: "mass" }],
  ["ages that begin after", { ageYears: [50, null] }],
  ["ages that end before", { ageYears: [null, 39] }],
] as const)("rows do not overlap with those of %s", (_, change) => {
  expect(overlappingRows([row, { ...row, ...change }])).toBeUndefined();
});

test.each([
  ["at one year", { ageYears: [49, 60] }],
  ["with a row of either sex", { sex: null }],
  ["with a row of all ages", { ageYears: [null, null] }],
] as const)("rows overlap %s", (_, change) => {
  const between = { ...row, ageYears: [70, 79] } as const;
  expect(overlappingRows([row, between, { ...row, ...change }])).toEqual([0, 2]);
});

test.each([
  ["sex is not known", row, { ...woman, sex: undefined }],
  ["it has no row for males", row, { ...woman, sex: "male" }],
  ["it has no row for 50 years", row, { ...woman, ageYears: 50.5 }],
  ["its rows count papillary muscles otherwise", row, { ...woman, papillaryMuscles: "mass" }],
] as const)("a table that does not fit says: %s", (because, only, person) => {
  expect(referenceFit([only], measure, person)).toEqual({ kind: "none-fits", because });
});

test("a table is asked in vain about a measure that it does not have", () => {
  expect(referenceFit([row], "leftVentricle.endDiastolicMassGPerM2", woman)).toEqual({ kind: "no-row" });
});

test("a row of either sex holds for a person whose sex is not known", () => {
  expect(fits({ ...row, sex: null }, { ...woman, sex: undefined })).toBe(true);
});

describe("the range of a row", () => {
  test("is as given, with whose it is", () => {
    expect(rangeOfRow({ ...row, upper: null })).toEqual({
      ...{ lower: 50, upper: null, unit: "%", people: "females of 40 to 49 years" },
      ...{ source: "made up", origin: "given", papillaryMuscles: "cavity" },
    });
  });

  test("follows from mean and deviation where there is no limit, and says so", () => {
    const { lower, upper, source } = rangeOfRow({ ...row, lower: null, upper: null });
    expect(lower).toBeCloseTo(60 - 7.84, 9);
    expect(upper).toBeCloseTo(60 + 7.84, 9);
    expect(source).toBe("mean ± 1.96 SD of made up");
  });

  test.each([
    [null, [null, null], "people of any age"],
    ["male", [null, 39], "males up to 39 years"],
    ["female", [70, null], "females from 70 years"],
    ["male", [8, 8], "males of 8 years"],
  ] as const)("of sex %s and ages %j is of %s", (sex, ageYears, people) => {
    expect(rangeOfRow({ ...row, sex, ageYears }).people).toBe(people);
  });
});

test("a z-score counts deviations from the mean of the row; limits alone give none", () => {
  expect(zScoreOfRow(row, 52)).toBe(-2);
  expect(zScoreOfRow({ ...row, distribution: null }, 52)).toEqual(
    notMeasurable("the source of its range gives limits only, no mean and deviation"),
  );
  expect(zScoreOfRow(row, notMeasurable("no label"))).toEqual(notMeasurable("no label"));
});
