import { describe, expect, test } from "vitest";
import { LEFT_VENTRICLE, MYOCARDIUM } from "./structures.ts";
import { gridOf, paint, paintAtMm } from "./testing/shapes.ts";
import { wallThickness } from "./wall-thickness.ts";

const first = { frameIndex: 0, sliceIndex: 0 };

/** A round cavity of 20 mm radius in a round wall of 30 mm, whose centre lies `offset` mm aside. */
function ring(spacing: readonly [number, number], offset = 0) {
  const grid = gridOf([Math.round(90 / spacing[0]), Math.round(90 / spacing[1]), 1], [...spacing, 8]);
  return paintAtMm(grid, (x, y) => {
    if (Math.hypot(x, y) <= 20) return LEFT_VENTRICLE;
    return Math.hypot(x - offset, y) <= 30 ? MYOCARDIUM : 0;
  });
}

describe.each([
  [1, 1],
  [1.5, 1.5],
  [1, 2],
] as const)("pixels of %f × %f mm", (x, y) => {
  const voxel = Math.max(x, y);

  test("a round wall is as thick as the radii differ: within a seventh of a pixel", () => {
    const { meanMm, maximumMm, walledShare } = wallThickness(ring([x, y]), first);
    expect(Math.abs(Number(meanMm) - 10)).toBeLessThan(0.15 * voxel);
    expect(Math.abs(Number(maximumMm) - 10)).toBeLessThan(voxel);
    expect(walledShare).toBe(1);
  });

  test("a wall about another centre is thickest on that side: by as much as the centres are apart", () => {
    const { meanMm, maximumMm } = wallThickness(ring([x, y], 4), first);
    expect(Math.abs(Number(maximumMm) - 14)).toBeLessThan(voxel);
    const points = Array.from({ length: 360 }, (_, degree) => (degree * Math.PI) / 180);
    const exact = points.map((angle) => 30 - Math.hypot(20 * Math.cos(angle) - 4, 20 * Math.sin(angle)));
    const mean = exact.reduce((sum, mm) => sum + mm, 0) / exact.length;
    expect(Math.abs(Number(meanMm) - mean)).toBeLessThan(0.15 * voxel);
  });
});

test("where the wall is open there is no thickness, and the share of the outline with wall says so", () => {
  const whole = ring([1, 1]);
  const [X] = whole.grid.size;
  const open = {
    ...whole,
    labels: whole.labels.map((label, at) => (label === MYOCARDIUM && at % X < X / 2 ? 0 : label)),
  };
  const { meanMm, walledShare } = wallThickness(open, first);
  expect(Math.abs(walledShare - 0.5)).toBeLessThan(0.05);
  expect(Number(meanMm)).toBeGreaterThan(8); // near the cut, the nearest of the epicardium is the cut
});

test("a slice without cavity, or a cavity without wall, has none", () => {
  const grid = gridOf([16, 16, 1], [1, 1, 8]);
  const muscle = wallThickness(
    paint(grid, () => MYOCARDIUM),
    first,
  );
  expect(muscle.meanMm).toEqual({ notMeasurable: "the slice shows no left ventricular cavity" });
  const bare = paint(grid, (i, j) => (i > 3 && i < 12 && j > 3 && j < 12 ? LEFT_VENTRICLE : 0));
  const { maximumMm, walledShare } = wallThickness(bare, first);
  expect(maximumMm).toEqual({ notMeasurable: "no wall is labelled around the left ventricular cavity" });
  expect(walledShare).toBe(0);
});
