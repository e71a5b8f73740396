import { describe, expect, test } from "vitest";
import { notMeasurable } from "../measured.ts";
import { extracellularVolumePercent, partitionCoefficient } from "./extracellular-volume.ts";

const blood = { nativeMs: 1600, postContrastMs: 400 }; // ΔR1 = 3/1600
const myocardium = { nativeMs: 1000, postContrastMs: 500 }; // ΔR1 = 1/1000

test("the change of rate in muscle against blood, times plasma", () => {
  expect(extracellularVolumePercent(myocardium, blood, 0.4)).toBeCloseTo(100 * 0.6 * (1 / 1000 / (3 / 1600)), 9);
});

test("without a haematocrit the partition coefficient is known", () => {
  expect(partitionCoefficient(myocardium, blood)).toBeCloseTo(1 / 1000 / (3 / 1600), 9);
});

describe("there is none", () => {
  test("where contrast did not shorten T1, as when maps are swapped", () => {
    const swapped = { nativeMs: 500, postContrastMs: 1000 };
    expect(extracellularVolumePercent(swapped, blood, 0.4)).toEqual({
      notMeasurable: "contrast did not shorten the T1 of myocardium (500 to 1000 ms)",
    });
    expect(extracellularVolumePercent(myocardium, { ...blood, postContrastMs: 1600 }, 0.4)).toHaveProperty(
      "notMeasurable",
    );
  });

  test("where a T1 is missing or none", () => {
    const missing = notMeasurable("9 voxels are left");
    expect(extracellularVolumePercent({ ...myocardium, nativeMs: missing }, blood, 0.4)).toEqual(missing);
    expect(extracellularVolumePercent(myocardium, { ...blood, postContrastMs: 0 }, 0.4)).toEqual({
      notMeasurable: "a T1 of blood is not positive",
    });
  });
});

test("a haematocrit in percent is refused", () => {
  for (const haematocrit of [40, 0, Number.NaN]) {
    expect(() => extracellularVolumePercent(myocardium, blood, haematocrit)).toThrow(
      expect.objectContaining({ kind: "argument" }),
    );
  }
});
