import { describe, expect, test } from "vitest";
import { biplaneVolumeMl, singlePlaneVolumeMl } from "./area-length.ts";
import { notMeasurable } from "./measured.ts";

/** An ellipsoid of half axes a along the length, b and c across: its sections are ellipses, its volume 4/3·π·a·b·c. */
const [a, b, c] = [45, 26, 21];
const wide = { areaMm2: Math.PI * a * b, lengthMm: 2 * a };
const narrow = { areaMm2: Math.PI * a * c, lengthMm: 2 * a };

test("two views at right angles give the volume of an ellipsoid", () => {
  expect(biplaneVolumeMl(wide, narrow)).toBeCloseTo((4 / 3) * Math.PI * a * b * c * 1e-3, 9);
  expect(biplaneVolumeMl(wide, narrow)).toBe(biplaneVolumeMl(narrow, wide));
});

test("one view gives the volume of an ellipsoid that is round about its length", () => {
  expect(singlePlaneVolumeMl(wide)).toBeCloseTo((4 / 3) * Math.PI * a * b * b * 1e-3, 9);
});

test("of two lengths the shorter counts", () => {
  const short = { ...narrow, lengthMm: 80 };
  expect(biplaneVolumeMl(wide, short)).toBeCloseTo((8 * wide.areaMm2 * narrow.areaMm2) / (3 * Math.PI * 80) / 1000, 9);
});

describe("there is no volume", () => {
  test("of a view without its chamber", () => {
    const missing = notMeasurable("no left atrium is labelled");
    expect(biplaneVolumeMl(wide, { ...narrow, areaMm2: missing })).toEqual(missing);
    expect(singlePlaneVolumeMl({ areaMm2: 0, lengthMm: 50 })).toEqual({
      notMeasurable: "the area of the chamber is 0",
    });
  });

  test("of two views of which one is foreshortened", () => {
    expect(biplaneVolumeMl(wide, { ...narrow, lengthMm: 60 })).toEqual({
      notMeasurable: "the chamber is 90 mm long in one view and 60 mm in the other",
    });
  });
});
