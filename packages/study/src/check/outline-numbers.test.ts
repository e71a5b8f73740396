import { expect, test } from "vitest";
import type { JudgedSlice } from "./judge.ts";
import { outlineNumberNames, outlineNumbers } from "./outline-numbers.ts";
import { discPhases } from "./testing/disc-phases.ts";

const phases = discPhases({ pixelMm: 2, radiusMm: 20, centreMm: [60, 60] });

function slices(wrongPixels: readonly number[]): readonly JudgedSlice[] {
  return (["ed", "es"] as const).flatMap((phase) =>
    wrongPixels.map((wrong, k) => ({
      phase,
      k,
      wrongPixels: wrong,
      surelyWrongPixels: wrong / 2,
      labelledPixels: 100,
    })),
  );
}

test("every number is there, and a judge without doubts gives zero", () => {
  const numbers = outlineNumbers(phases, slices([0, 0, 0]));
  expect(Object.keys(numbers).sort()).toEqual([...outlineNumberNames].sort());
  for (const name of ["surelyWrong", "wrongShare", "wrongShareInside", "wrongInSlice", "wrongAtEnds"] as const)
    expect(numbers[name]).toBeCloseTo(0, 12);
});

test("doubt where a ventricle ends is told apart from doubt between", () => {
  const [ends, middle] = [outlineNumbers(phases, slices([20, 0, 0])), outlineNumbers(phases, slices([0, 20, 0]))];
  expect(ends.wrongShare).toBeCloseTo(middle.wrongShare, 12);
  expect([ends.wrongShareInside, middle.wrongAtEnds]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  expect(middle.wrongShareInside).toBeGreaterThan(1);
  expect(middle.surelyWrongInSlice).toBeCloseTo(Math.log1p(10), 12);
});

test("structures that are absent leave numbers that cannot be computed", () => {
  expect(Number.isFinite(outlineNumbers(phases, slices([0, 0, 0])).strokeVolumes)).toBe(false); // no right cavity
});
