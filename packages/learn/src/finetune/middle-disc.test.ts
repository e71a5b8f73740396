import { expect, test } from "vitest";
import { middleDiscs } from "./middle-disc.ts";

const grid = { size: 16, clipPercentiles: [0, 100], middleDisc: 0.8 } as const;

/** Two slices of (Y, X) pixels, each what `value` says of (x, y). */
function picture(Y: number, X: number, value: (x: number, y: number) => number) {
  const data = Float32Array.from({ length: 2 * Y * X }, (_, at) => value(at % X, Math.floor(at / X) % Y));
  return { data, size: [1, 2, Y, X], spacingMm: [8, 1.5, 1.5], labelNames: [] } as const;
}
const rings = (side: number) => (x: number, y: number) =>
  100 + 50 * Math.cos((20 * Math.hypot(x - (side - 1) / 2, y - (side - 1) / 2)) / side);

test("the disc has one mean and one deviation, and is black around", () => {
  const { data, size, spacing } = middleDiscs(picture(40, 40, rings(40)), grid);
  expect(size).toEqual([1, 2, 16, 16]);
  expect(spacing).toEqual([8, 3, 3]); // 0.8 · 40 pixels of 1.5 mm on 16
  expect([data[0], data[15], data[255]]).toEqual([0, 0, 0]);
  const disc = [
    ...data.subarray(0, 256).filter((_, at) => Math.hypot((at % 16) - 7.5, Math.floor(at / 16) - 7.5) <= 8),
  ];
  const mean = disc.reduce((sum, value) => sum + value, 0) / disc.length;
  const deviation = Math.sqrt(disc.reduce((sum, value) => sum + (value - mean) ** 2, 0) / disc.length);
  expect(mean).toBeCloseTo(0.5, 5);
  expect(deviation).toBeCloseTo(1 / 6, 5);
});

test("brightness, contrast and what lies outside the disc change nothing", () => {
  const plain = middleDiscs(picture(40, 40, rings(40)), grid);
  const brighter = middleDiscs(
    picture(40, 40, (x, y) => 3 * rings(40)(x, y) + 700),
    grid,
  );
  const framed = middleDiscs(
    picture(40, 60, (x, y) => (x < 10 || x >= 50 ? 0 : rings(40)(x - 10, y))),
    grid,
  );
  plain.data.forEach((value, at) => {
    expect(brighter.data[at]).toBeCloseTo(value, 2); // intensities are rounded to half precision on the way
    expect(framed.data[at]).toBeCloseTo(value, 6);
  });
});

test("a picture of one value is grey, and one of a single pixel is a picture", () => {
  const even = middleDiscs(
    picture(40, 40, () => 12),
    grid,
  );
  expect(new Set(even.data)).toEqual(new Set([0, 0.5]));
  expect(
    middleDiscs(
      picture(1, 1, () => 12),
      grid,
    ).data.every(Number.isFinite),
  ).toBe(true);
});
