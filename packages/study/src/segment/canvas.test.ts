import { fromColumns, makeGrid } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { addWindow, blankCanvas, writeLabels } from "./canvas.ts";
import { allFlips, flipPlanes } from "./flips.ts";
import type { SegmentationPlan } from "./plan.ts";
import { wholeSlice, windowsCovering } from "./region.ts";
import { fillWindow, neighbourSlices, uprightWindow } from "./window.ts";

const plan: SegmentationPlan = {
  spacingMm: 1.5,
  windowSize: 8,
  inputSlices: 3,
  neighbourDistanceMm: 10,
  clipPercentiles: [0, 100],
  batch: 2,
  classes: 2,
  testTimeFlips: false,
};

function volumeOf(
  size: readonly [number, number, number],
  spacing: readonly [number, number, number],
  value: (i: number, j: number, k: number) => number,
) {
  const [X, Y, Z] = size;
  const columns = {
    iAxis: [spacing[0], 0, 0],
    jAxis: [0, spacing[1], 0],
    kAxis: [0, 0, spacing[2]],
    origin: [0, 0, 0],
  } as const;
  const data = Float32Array.from({ length: X * Y * Z }, (_, at) =>
    value(at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y))),
  );
  return { grid: makeGrid([X, Y, Z], fromColumns("ijk", "lps", columns)), frameCount: 1, data };
}

const plainScale = { low: -1e9, high: 1e9, mean: 0, deviation: 1 };

test("a window samples the picture at its own spacing about its centre", () => {
  const volume = volumeOf([40, 30, 1], [3, 0.75, 10], (i, j) => 100 * i + j);
  const input = new Float32Array(3 * 64);
  fillWindow(input, volume, 0, [0, 0, 0], {
    transform: uprightWindow(volume, plan, 20, 15),
    scale: plainScale,
    size: 8,
  });
  expect(input[0]).toBeCloseTo(100 * (20 - 3.5 * 0.5) + 15 - 3.5 * 2, 3);
  expect(input[63]).toBeCloseTo(100 * (20 + 3.5 * 0.5) + 15 + 3.5 * 2, 3);
});

test("a slice is shown between neighbours about 10 mm away, whatever the spacing; ends stand for themselves", () => {
  const at = (spacing: number, k: number, inputSlices = 3) =>
    neighbourSlices(
      volumeOf([2, 2, 9], [1, 1, spacing], () => 0),
      { ...plan, inputSlices },
      k,
    );
  expect(at(10, 4)).toEqual([3, 4, 5]);
  expect(at(5, 4)).toEqual([2, 4, 6]);
  expect(at(10, 0)).toEqual([0, 0, 1]);
  expect(at(5, 8)).toEqual([6, 8, 8]);
  expect(at(10, 1, 5)).toEqual([0, 0, 1, 2, 3]);
  expect(at(10, 1, 1)).toEqual([1]);
});

test.each([
  [[6, 6], 1],
  [[16, 6], 2],
  [[12, 12], 4],
  [[33, 40], 20],
])("windows cover every pixel of %j", ([X, Y], leastCount) => {
  const volume = volumeOf([X!, Y!, 1], [1.5, 1.5, 10], () => 0);
  const windows = windowsCovering(volume, plan, wholeSlice(volume));
  expect(windows.length).toBeGreaterThanOrEqual(leastCount);
  const canvas = blankCanvas(wholeSlice(volume), 2);
  for (const window of windows) addWindow(canvas, new Float32Array(2 * 64).fill(0.5), 8, window);
  expect(canvas.weights.every((weight) => weight > 0)).toBe(true);
  const means = canvas.sums.map((sum, at) => sum / canvas.weights[at % canvas.weights.length]!);
  expect(means.every((mean) => Math.abs(mean - 0.5) < 1e-5)).toBe(true);
});

test("probabilities that are linear in place come back exactly on the native grid", () => {
  const volume = volumeOf([9, 9, 1], [1, 1, 10], () => 0);
  const [window] = windowsCovering(volume, plan, wholeSlice(volume));
  const right = Float32Array.from({ length: 64 }, (_, at) => (at % 8) / 7);
  const canvas = blankCanvas(wholeSlice(volume), 2);
  addWindow(canvas, Float32Array.from([...right.map((p) => 1 - p), ...right]), 8, window!);
  const slice = new Uint8Array(81);
  writeLabels(canvas, slice, 9);
  const sides = [...slice].filter((_, at) => at % 9 !== 4); // the middle column is a tie
  expect(sides).toEqual(Array.from({ length: 9 }, () => [0, 0, 0, 0, 1, 1, 1, 1]).flat());
});

test("each flip undoes itself", () => {
  const planes = Float32Array.from({ length: 2 * 16 }, (_, i) => i);
  for (const flip of allFlips) {
    const [once, twice] = [new Float32Array(32), new Float32Array(32)];
    flipPlanes(planes, once, 4, flip);
    flipPlanes(once, twice, 4, flip);
    expect(twice).toEqual(planes);
    if (flip.x && !flip.y) expect([...once.subarray(0, 4)]).toEqual([3, 2, 1, 0]);
    if (flip.y && !flip.x) expect([...once.subarray(0, 4)]).toEqual([12, 13, 14, 15]);
  }
});
