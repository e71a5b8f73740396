import { expect, test } from "vitest";
import { intensityScale, scaled } from "./intensities.ts";

const picture = Float32Array.from({ length: 1001 }, (_, i) => i);

test("intensities within the percentiles get mean 0 and deviation 1; beyond them they are clipped", () => {
  const scale = intensityScale([picture], [10, 90]);
  expect([scale.low, scale.high]).toEqual([100, 900]);
  const values = [...picture].map((value) => scaled(scale, value));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean).toBeCloseTo(0, 6);
  expect(values.reduce((sum, value) => sum + value * value, 0) / values.length).toBeCloseTo(1, 6);
  expect(scaled(scale, 1e6)).toBe(scaled(scale, 900));
});

test("gain and offset of the scanner do not matter", () => {
  const other = picture.map((value) => 3 * value + 50);
  const [a, b] = [intensityScale([picture], [1, 99]), intensityScale([other], [1, 99])];
  expect(scaled(b, 3 * 400 + 50)).toBeCloseTo(scaled(a, 400), 5);
});

test("a picture of one value is all zero, not infinite", () => {
  const scale = intensityScale([new Float32Array(10).fill(7)], [1, 99]);
  expect(scaled(scale, 7)).toBe(0);
});

test("all parts of a study share one scale", () => {
  const halves = [picture.subarray(0, 500), picture.subarray(500)];
  expect(intensityScale(halves, [5, 95])).toEqual(intensityScale([picture], [5, 95]));
});
