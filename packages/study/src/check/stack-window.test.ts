import { fromColumns, makeGrid, type Volume } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { STACK_WINDOW_SIZE, stackWindow } from "./stack-window.ts";

const [X, Y, Z] = STACK_WINDOW_SIZE;

/** A cine of two frames whose voxels are `value` of (x, y, z); the second frame is empty. */
function cine(
  size: readonly [number, number, number],
  mm: readonly [number, number, number],
  value: (x: number, y: number, z: number) => number,
): Volume {
  const [nx, ny, nz] = size;
  const columns = { iAxis: [0, mm[0], 0], jAxis: [0, 0, -mm[1]], kAxis: [mm[2], 0, 0], origin: [7, 8, 9] } as const;
  const data = new Float32Array(2 * nx * ny * nz);
  for (let at = 0; at < nx * ny * nz; at++)
    data[at] = value(at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny)));
  return { grid: makeGrid(size, fromColumns("ijk", "lps", columns)), frameCount: 2, data };
}
const at = (window: Float32Array, x: number, y: number, z: number) => window[(x * Y + y) * Z + z]!;

test("a stack of the wanted voxels is only scaled and turned, however it lies in the patient", () => {
  const window = stackWindow(
    cine([X, Y, Z], [1.9, 1.9, 10], (x, y, z) => (x + 2 * y + 3 * z) % 100),
    0,
  );
  expect(Math.min(...window)).toBe(0);
  expect(Math.max(...window)).toBe(1);
  expect(at(window, 50, 20, 3) * 99).toBeCloseTo(99 * (((50 + 40 + 9) % 100) / 99), 0);
  expect(at(window, 10, 11, 2) * 99).toBeCloseTo(10 + 22 + 6, 0);
});

test("the middle of larger images is seen, and nothing beyond smaller ones", () => {
  const wide = stackWindow(
    cine([2 * X, Y / 2, Z], [1.9, 1.9, 10], (x) => x),
    0,
  );
  expect(at(wide, 0, Y / 2, 0)).toBeCloseTo(X / 2 / (2 * X - 1), 2);
  expect(at(wide, X / 2, 0, 0)).toBe(0);
});

test("few slices come first, and of many the middle ones", () => {
  const bySlice = (slices: number) =>
    stackWindow(
      cine([X, Y, slices], [1.9, 1.9, 10], (x, _, z) => (x === 0 ? 0 : 1 + z)),
      0,
    );
  const seen = (window: Float32Array, slices: number) =>
    Array.from({ length: Z }, (_, z) => Math.round(at(window, X / 2, Y / 2, z) * slices));
  expect(seen(bySlice(3), 3)).toEqual([1, 2, 3, 0, 0, 0, 0, 0]);
  expect(seen(bySlice(12), 12)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
});

test("brightness and contrast change nothing; a frame of one value is black", () => {
  const plain = cine([X, Y, Z], [1.9, 1.9, 10], (x, y) => x + y);
  const bright = cine([X, Y, Z], [1.9, 1.9, 10], (x, y) => 4 * (x + y) + 500);
  const [a, b] = [stackWindow(plain, 0), stackWindow(bright, 0)];
  a.forEach((value, n) => {
    if (Math.abs(value - b[n]!) > 1e-5) expect(b[n]).toBeCloseTo(value, 5);
  });
  expect(stackWindow(plain, 1).every((value) => value === 0)).toBe(true);
});
