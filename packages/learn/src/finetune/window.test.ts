import { expect, test } from "vitest";
import { classTable } from "./class-table.ts";
import { prepareImage } from "./prepared-image.ts";
import { cutClasses, cutIntensities, uprightPlace } from "./window.ts";
import type { WindowGrid } from "./window-grid.ts";

const grid: WindowGrid = {
  size: 8,
  slices: 4,
  pixelMm: 2,
  sliceMm: null,
  longSideWithoutSpacing: 8,
  clipPercentiles: [0, 100],
};
const table = classTable({ myocardium: ["leftVentricularMyocardium", "infarct"], cavity: ["leftVentricleBloodPool"] });

/** 3 slices of 12 × 16 pixels of 1 mm; a ramp along x, and a square of muscle with a cavity in it. */
const pixels = {
  data: Float32Array.from({ length: 3 * 12 * 16 }, (_, at) => at % 16),
  size: [1, 3, 12, 16],
  spacingMm: [8, 1, 1],
  labels: Uint8Array.from({ length: 3 * 12 * 16 }, (_, at) => {
    const [x, y] = [at % 16, Math.floor(at / 16) % 12];
    if (x < 4 || x >= 12 || y < 2 || y >= 10) return 0;
    return x >= 6 && x < 10 && y >= 4 && y < 8 ? 2 : 1;
  }),
  labelNames: ["leftVentricularMyocardium", "leftVentricleBloodPool"],
} as const;

test("an image is brought to the wanted pixels with its classes, intensities from 0 to 1", () => {
  const prepared = prepareImage(pixels, grid, table, "case 1");
  expect(prepared.size).toEqual([1, 3, 6, 8]);
  expect(Math.max(...prepared.data)).toBeLessThanOrEqual(1);
  expect(prepared.data[0]).toBeCloseTo(0.5 / 15, 3); // between the first two pixels
  expect([...prepared.classes!.subarray(16, 24)]).toEqual([0, 0, 1, 2, 2, 1, 0, 0]);
  expect(prepared.centre).toEqual([3.5, 2.5]);
});

test("a window about the centre holds the image; beyond the image and the stack there is nothing", () => {
  const prepared = prepareImage(pixels, grid, table, "case 1");
  const place = uprightPlace(3.5, 2.5, 0, 4, 8);
  const [window, classes] = [cutIntensities(prepared, place), cutClasses(prepared, place)];
  expect([...window.subarray(8, 16)]).toEqual([...prepared.data.subarray(0, 8)]);
  expect([...window.subarray(0, 8)]).toEqual(new Array(8).fill(0));
  expect([...window.subarray(3 * 64)].every((value) => value === 0)).toBe(true);
  expect([...classes.subarray(24, 32)]).toEqual([0, 0, 1, 2, 2, 1, 0, 0]);
  expect(classes.subarray(3 * 64).some((label) => label > 0)).toBe(false);
});

test("a structure that no class stands for is refused by name, unless it is background", () => {
  const cavityOnly = classTable({ cavity: ["leftVentricleBloodPool"] });
  expect(() => prepareImage(pixels, grid, cavityOnly, "case 1")).toThrow(
    expect.objectContaining({ kind: "bad-label", message: expect.stringMatching(/case 1: leftVentricularMyocardium/) }),
  );
  const named = classTable({ cavity: ["leftVentricleBloodPool"] }, ["leftVentricularMyocardium"]);
  expect(new Set(prepareImage(pixels, grid, named, "case 1").classes)).toEqual(new Set([0, 1]));
  expect(() => classTable({ a: ["infarct"], b: ["infarct"] })).toThrow(expect.objectContaining({ kind: "bad-config" }));
});

test("where no pixel size is known the longer side gets the configured pixels", () => {
  const picture = { ...pixels, spacingMm: null };
  expect(prepareImage(picture, grid, table, "case 1").size).toEqual([1, 3, 6, 8]);
});
