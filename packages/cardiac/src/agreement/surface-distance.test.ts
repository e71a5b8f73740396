import { fromColumns, type LabelVolume, makeGrid } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { type MaskPair, masksIn, metricFixtures } from "../testing/metric-fixtures.ts";
import { gridOf, paint, paintAtMm } from "../testing/shapes.ts";
import { surfaceAgreement } from "./surface-distance.ts";

const grid = gridOf([60, 60, 60], [1, 1, 1]);
const ball = (radiusMm: number) => paintAtMm(grid, (x, y, z) => (x * x + y * y + z * z <= radiusMm ** 2 ? 3 : 0));

function scored(predicted: LabelVolume, reference: LabelVolume) {
  const agreement = surfaceAgreement(predicted, reference, 3);
  if (agreement.kind !== "scored") throw new Error(`expected a score, got ${agreement.kind}`);
  return agreement;
}

test("two balls about one centre lie apart by the difference of their radii", () => {
  const { hausdorff95Mm, hausdorffMm, averageSymmetricDistanceMm } = scored(ball(25), ball(20));
  // A surface voxel's centre lies up to a diagonal of √3 mm inside its sphere.
  expect(Math.abs(hausdorff95Mm - 5)).toBeLessThan(Math.sqrt(3));
  expect(hausdorffMm).toBeGreaterThanOrEqual(hausdorff95Mm);
  expect(Math.abs(averageSymmetricDistanceMm - 5)).toBeLessThan(0.5);
});

test("equal masks lie 0 mm apart", () => {
  expect(scored(ball(12), ball(12))).toMatchObject({ hausdorff95Mm: 0, hausdorffMm: 0, averageSymmetricDistanceMm: 0 });
});

test("a ball against its shell differs on the inner surface only", () => {
  const shell = paintAtMm(grid, (x, y, z) => {
    const r2 = x * x + y * y + z * z;
    return r2 <= 400 && r2 > 225 ? 3 : 0;
  });
  const { hausdorffMm, averageSymmetricDistanceMm } = scored(ball(20), shell);
  expect(Math.abs(hausdorffMm - 5)).toBeLessThan(Math.sqrt(3));
  // By hand from the areas 20² and 15²: only the 15² part is 5 mm away, of 20² + 20² + 15² in all.
  expect(Math.abs(averageSymmetricDistanceMm - (5 * 225) / (400 + 400 + 225))).toBeLessThan(0.25);
});

test("single voxels lie apart by the spacing of each axis, whatever the tilt", () => {
  const tilted = gridOf([5, 5, 5], [1.5, 2, 8], 25);
  const voxel = (i: number, j: number, k: number) =>
    paint(tilted, (a, b, c) => (a === i && b === j && c === k ? 3 : 0));
  expect(scored(voxel(0, 0, 0), voxel(3, 0, 0)).hausdorff95Mm).toBeCloseTo(4.5, 9);
  expect(scored(voxel(0, 0, 0), voxel(0, 3, 0)).hausdorff95Mm).toBeCloseTo(6, 9);
  expect(scored(voxel(0, 0, 0), voxel(0, 0, 3)).averageSymmetricDistanceMm).toBeCloseTo(24, 9);
});

test("the 95th percentile interpolates, and the larger direction counts", () => {
  const line = gridOf([40, 1, 1], [1, 1, 1]);
  const mask = (last: number) => paint(line, (i) => (i <= last ? 3 : 0));
  // 21 voxels, all surface, distances 0, 0, 1, …, 19 to the first two; 0.95 · 20 = rank 19, value 18. Back: all 0.
  const { hausdorff95Mm, hausdorffMm, averageSymmetricDistanceMm } = scored(mask(20), mask(1));
  expect(hausdorff95Mm).toBeCloseTo(18, 12);
  expect(hausdorffMm).toBe(19);
  expect(averageSymmetricDistanceMm).toBeCloseTo(190 / 23, 12);
});

test("exchanging the masks changes nothing", () => {
  const [a, b] = [ball(14), paintAtMm(grid, (x, y, z) => (Math.abs(x) + Math.abs(y) + Math.abs(z) < 20 ? 3 : 0))];
  expect(scored(a, b)).toEqual(scored(b, a));
});

/** What SciPy's surfaces and all pairs of their voxels give. */
function expectedOf({ predicted, hausdorff95Mm, hausdorffMm, averageSymmetricDistanceMm, dice }: MaskPair) {
  if (dice === null) return { kind: "absent" };
  if (hausdorff95Mm === null || hausdorffMm === null || averageSymmetricDistanceMm === null)
    return { kind: "unmatched", missingFrom: predicted.includes("1") ? "reference" : "predicted" };
  return {
    kind: "scored",
    hausdorff95Mm: expect.closeTo(hausdorff95Mm, 9),
    hausdorffMm: expect.closeTo(hausdorffMm, 9),
    averageSymmetricDistanceMm: expect.closeTo(averageSymmetricDistanceMm, 9),
  };
}

test("ragged masks, one at the border and empty ones, of voxels that are no cubes, lie as far apart as in SciPy", () => {
  const found = metricFixtures.masks.map((pair) => surfaceAgreement(...masksIn(pair), 1));
  expect(found).toEqual(metricFixtures.masks.map(expectedOf));
});

test("a structure in neither mask is absent; in one only there is no distance", () => {
  expect(surfaceAgreement(ball(5), ball(5), 1)).toEqual({ kind: "absent" });
  expect(surfaceAgreement(ball(5), ball(0), 3)).toEqual({ kind: "unmatched", missingFrom: "reference" });
  expect(surfaceAgreement(ball(0), ball(5), 3)).toEqual({ kind: "unmatched", missingFrom: "predicted" });
});

test("several frames and sheared grids are refused", () => {
  const twoFrames = paint(gridOf([2, 2, 2], [1, 1, 1]), () => 3, 2);
  expect(() => surfaceAgreement(twoFrames, twoFrames, 3)).toThrow(expect.objectContaining({ kind: "frame" }));
  const columns = { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [0.5, 0, 8], origin: [0, 0, 0] } as const;
  const sheared = paint(makeGrid([2, 2, 2], fromColumns("ijk", "lps", columns)), () => 3);
  expect(() => surfaceAgreement(sheared, sheared, 3)).toThrow(expect.objectContaining({ kind: "axes-not-orthogonal" }));
});

test("a heart in a full-size stack takes less than 100 ms", () => {
  const stack = gridOf([256, 256, 10], [1.4, 1.4, 8]);
  const heart = (r: number) => paintAtMm(stack, (x, y, z) => (x * x + y * y <= r * r && Math.abs(z) < 33 ? 3 : 0));
  const [a, b] = [heart(45), heart(42)];
  const milliseconds = Array.from({ length: 5 }, () => {
    const start = performance.now();
    scored(a, b);
    return performance.now() - start;
  });
  expect(Math.min(...milliseconds)).toBeLessThan(100); // the best of five: the machine may be busy
});
