import { expect, test } from "vitest";
import { fillOutline, type OutlinePoint } from "./fill-outline.ts";

function filled(outline: readonly OutlinePoint[], X: number, Y: number): string[] {
  const plane = new Uint8Array(X * Y);
  fillOutline(plane, X, outline, 1);
  return Array.from({ length: Y }, (_, j) => plane.subarray(j * X, (j + 1) * X).join(""));
}

test("a pixel is filled when its centre lies inside, the first pixel's centre being (0, 0)", () => {
  const square: OutlinePoint[] = [
    [0.5, 1.5],
    [3.5, 1.5],
    [3.5, 3.5],
    [0.5, 3.5],
  ];
  expect(filled(square, 5, 5)).toEqual(["00000", "00000", "01110", "01110", "00000"]);
});

test("of centres on the outline those at the left and top are filled, so that neighbours share no pixel", () => {
  const from = (x: number): OutlinePoint[] => [
    [x, 0],
    [x + 2, 0],
    [x + 2, 2],
    [x, 2],
  ];
  expect(filled(from(0), 4, 3)).toEqual(["1100", "1100", "0000"]);
  expect(filled(from(2), 4, 3)).toEqual(["0011", "0011", "0000"]);
});

test("what an outline surrounds twice is outside, by the even-odd rule", () => {
  const outer: OutlinePoint[] = [
    [-0.5, -0.5],
    [4.5, -0.5],
    [4.5, 4.5],
    [-0.5, 4.5],
    [-0.5, -0.5],
  ];
  const inner: OutlinePoint[] = [
    [1.5, 1.5],
    [2.5, 1.5],
    [2.5, 2.5],
    [1.5, 2.5],
    [1.5, 1.5],
    [-0.5, -0.5],
  ];
  expect(filled([...outer, ...inner], 5, 5)).toEqual(["11111", "11111", "11011", "11111", "11111"]);
});

test("a disc of radius 12 fills its area within a per cent, and leaves the picture without harm", () => {
  const disc = (x: number) =>
    Array.from({ length: 400 }, (_, n): OutlinePoint => {
      const angle = (2 * Math.PI * n) / 400;
      return [x + 12 * Math.cos(angle), 20 + 12 * Math.sin(angle)];
    });
  const count = (rows: string[]) => rows.join("").replaceAll("0", "").length;
  expect(Math.abs(count(filled(disc(20.3), 41, 41)) / (Math.PI * 144) - 1)).toBeLessThan(0.01);
  expect(Math.abs(count(filled(disc(-0.5), 41, 41)) / (Math.PI * 72) - 1)).toBeLessThan(0.03);
});
