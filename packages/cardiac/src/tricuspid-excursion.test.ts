import { expect, test } from "vitest";
import { tapseMm } from "./tricuspid-excursion.ts";

const apex = [0, 0, 0] as const;
const annulus = [0, 60, 80] as const; // 100 mm from the apex

test("the excursion is the part of the motion that leads to the apex", () => {
  const towards = [0, 60 - 0.6 * 22, 80 - 0.8 * 22] as const;
  const aside = [5, towards[1] + 0.8 * 3, towards[2] - 0.6 * 3] as const;
  const ed = { lateralTricuspidAnnulus: annulus, apex };
  expect(tapseMm(ed, { lateralTricuspidAnnulus: towards })).toBeCloseTo(22, 9);
  expect(tapseMm(ed, { lateralTricuspidAnnulus: aside })).toBeCloseTo(22, 9);
  expect(tapseMm(ed, { lateralTricuspidAnnulus: [0, 66, 88] })).toBeCloseTo(-10, 9);
});

test("a landmark that is missing is named, and one that is not finite refused", () => {
  expect(tapseMm({ apex }, { lateralTricuspidAnnulus: annulus })).toEqual({
    notMeasurable: "the lateral tricuspid annulus point was not found at end-diastole",
  });
  expect(tapseMm({ apex, lateralTricuspidAnnulus: annulus }, {})).toEqual({
    notMeasurable: "the lateral tricuspid annulus point was not found at end-systole",
  });
  expect(tapseMm({ lateralTricuspidAnnulus: annulus }, { lateralTricuspidAnnulus: annulus })).toEqual({
    notMeasurable: "the apex was not found at end-diastole",
  });
  const broken = { lateralTricuspidAnnulus: [0, Number.NaN, 0] as const };
  expect(() => tapseMm({ apex, lateralTricuspidAnnulus: annulus }, broken)).toThrow(
    expect.objectContaining({ kind: "argument" }),
  );
});
