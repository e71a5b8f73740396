import { expect, test } from "vitest";
import type { LoadedImage } from "./load-image.ts";
import { type PreprocessSettings, preprocess } from "./preprocess.ts";

const settings: PreprocessSettings = {
  spacingMm: { z: null, yx: 1 },
  longSideWithoutSpacing: 8,
  clipPercentiles: [0, 100],
};

/** A picture whose intensity grows by `step` a column, from 0. */
function ramp(size: LoadedImage["size"], spacingMm: LoadedImage["spacingMm"], step = 1): LoadedImage {
  const [T, Z, Y, X] = size;
  return { data: Float32Array.from({ length: T * Z * Y * X }, (_, n) => (n % X) * step), size, spacingMm };
}

test("known spacing is brought to the wanted one over the same field of view", () => {
  const { data, size, spacingMm } = preprocess(ramp([1, 1, 2, 4], [8, 2, 2]), settings);
  expect(size).toEqual([1, 1, 4, 8]);
  expect(spacingMm).toEqual([8, 1, 1]);
  // Old centres lie at 1, 3, 5, 7 mm with 0, 1, 2, 3; new ones at 0.5, 1.5 … 7.5 mm; the outermost value holds beyond.
  const expected = [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3].map((value) => value / 3);
  for (const [n, value] of expected.entries()) expect(data[n]).toBeCloseTo(value, 3); // half precision
});

test("slices are resampled when asked for, but one slice stays one", () => {
  const thin = { ...settings, spacingMm: { z: 5, yx: 1 } };
  const stack = preprocess(ramp([2, 3, 4, 4], [10, 1, 1]), thin);
  expect([stack.size, stack.spacingMm]).toEqual([
    [2, 6, 4, 4],
    [5, 1, 1],
  ]);
  expect(preprocess(ramp([1, 1, 4, 4], [10, 1, 1]), thin).size).toEqual([1, 1, 4, 4]);
  expect(preprocess(ramp([1, 3, 4, 4], [10, 1, 1]), settings).size).toEqual([1, 3, 4, 4]);
});

test("an image of unknown spacing is scaled to its longer side, its aspect ratio kept", () => {
  const { size, spacingMm } = preprocess(ramp([1, 1, 6, 12], null), settings);
  expect(size).toEqual([1, 1, 4, 8]);
  expect(spacingMm).toBeNull();
});

test("intensities are clipped and spread over the whole cine, not over each frame", () => {
  const data = Float32Array.from({ length: 2 * 100 }, (_, n) => (n < 100 ? n : 10 * (n - 100)));
  const cine = { data, size: [2, 1, 10, 10], spacingMm: [8, 1, 1] } as const;
  const whole = preprocess(cine, settings).data;
  expect(Math.max(...whole.subarray(0, 100))).toBeCloseTo(99 / 990, 3);
  expect(Math.max(...whole.subarray(100))).toBe(1);
  const clipped = preprocess(cine, { ...settings, clipPercentiles: [5, 95] }).data;
  expect([Math.min(...clipped), Math.max(...clipped)]).toEqual([0, 1]);
  expect(clipped.filter((value) => value === 1).length).toBe(10);
});

test("a nearly black picture takes its whole range, one of a single value becomes 0", () => {
  const nearlyBlack = ramp([1, 1, 20, 20], [8, 1, 1], 0);
  nearlyBlack.data[7] = 50;
  const narrow = { ...settings, clipPercentiles: [5, 95] } as const;
  expect([...preprocess(nearlyBlack, narrow).data].reduce((sum, value) => sum + value)).toBe(1);
  expect(new Set(preprocess(ramp([1, 1, 4, 4], [8, 1, 1], 0), narrow).data)).toEqual(new Set([0]));
});
