import { expect, test } from "vitest";
import type { ViewGrid } from "./views.ts";
import { cutWindow, type Frame, plainDraw } from "./window.ts";

const stack = (size: ViewGrid["size"]): ViewGrid => ({
  name: "sax",
  size,
  pixelMm: 2,
  sliceMm: null,
  minSlices: 1,
  longSideWithoutSpacing: undefined,
  isStack: true,
});
const plane = (size: ViewGrid["size"]): ViewGrid => ({ ...stack(size), name: "lax_4c", isStack: false });

/** Voxel (x, y, z) is 100 z + 10 y + x. */
function digits(X: number, Y: number, Z: number): Frame {
  const data = Float32Array.from({ length: X * Y * Z }, (_, at) => {
    return 100 * Math.floor(at / (X * Y)) + 10 * (Math.floor(at / X) % Y) + (at % X);
  });
  return { data, size: [Z, Y, X] };
}

/** Window values before they were spread over 0…1 from `low` to `high`. */
const unscaled = (window: Float32Array, low: number, high: number) =>
  Array.from(window, (value) => Math.round((low + value * (high - low)) * 1000) / 1000);

test("the window is the middle of the image with its axes turned: x slowest, z fastest", () => {
  const window = cutWindow(digits(4, 4, 2), stack([2, 2, 2]), plainDraw);
  expect(unscaled(window, 11, 122)).toEqual([11, 111, 21, 121, 12, 112, 22, 122]);
});

test("intensities are spread over 0 to 1; a single value becomes 0", () => {
  const window = cutWindow(digits(4, 4, 1), plane([4, 4, 1]), plainDraw);
  expect([Math.min(...window), Math.max(...window)]).toEqual([0, 1]);
  const flat: Frame = { data: new Float32Array(16).fill(7), size: [1, 4, 4] };
  expect([...cutWindow(flat, plane([4, 4, 1]), plainDraw)]).toEqual(Array(16).fill(0));
});

test("slices that a stack lacks are zero and at the end; of too many, a part is taken", () => {
  const few = cutWindow(digits(2, 2, 2), stack([2, 2, 3]), plainDraw);
  expect(few.filter((_, at) => at % 3 === 2)).toEqual(new Float32Array(4));
  const slicesAt = (slicePart: number) => {
    const window = cutWindow(digits(1, 1, 5), stack([1, 1, 2]), { ...plainDraw, slicePart });
    return window;
  };
  expect([...slicesAt(0)]).toEqual([0, 1]);
  const many = cutWindow(digits(2, 2, 5), stack([2, 2, 2]), { ...plainDraw, slicePart: 1 });
  expect(unscaled(many, 300, 411)[0]).toBe(300);
});

test("an image smaller than the window lies in its middle, zeros around it", () => {
  const window = cutWindow(digits(2, 2, 1), plane([4, 4, 1]), plainDraw);
  const around = [...window.keys()].filter((at) => ![5, 6, 9, 10].includes(at));
  expect(around.every((at) => window[at] === 0)).toBe(true);
  expect(window[10]).toBe(1);
});

test("flips mirror one axis each, a shift moves the window in mm, a zoom of two shows half", () => {
  const row = (changes: Partial<typeof plainDraw>) => {
    const window = cutWindow(digits(8, 1, 1), plane([4, 1, 1]), { ...plainDraw, ...changes });
    return [...window];
  };
  const plain = row({});
  expect(row({ flips: [true, false] })).toEqual(plain.toReversed());
  expect(row({ flips: [false, true] })).toEqual(plain);
  const wide: Frame = { data: Float32Array.of(0, 0, 0, 0, 0, 9, 0, 0), size: [1, 1, 8] };
  const brightest = (shiftMm: number) => {
    const window = cutWindow(wide, plane([4, 1, 1]), { ...plainDraw, shiftMm: [shiftMm, 0] });
    return window.indexOf(1);
  };
  expect([brightest(0), brightest(2), brightest(4)]).toEqual([3, 2, 1]);
  const zoomed = cutWindow(digits(8, 1, 1), plane([8, 1, 1]), { ...plainDraw, zoom: 2 });
  expect(unscaled(zoomed, 1.75, 5.25)).toEqual([1.75, 2.25, 2.75, 3.25, 3.75, 4.25, 4.75, 5.25]);
});
