import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { featuresOf } from "../../linear/features.ts";
import { collapseReasons } from "./collapse-warning.ts";
import { featureSpread } from "./spread.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

const random = randomStream(2026);
const normals = (length: number) => Array.from({ length }, () => random.normal());

test("eigenvalues of a 3 × 3 matrix are those found by hand", () => {
  // Two springs: 2 − √2, 2, 2 + √2.
  const values = symmetricEigenvalues(Float64Array.from([2, -1, 0, -1, 2, -1, 0, -1, 2]), 3);
  [2 + Math.SQRT2, 2, 2 - Math.SQRT2].forEach((expected, i) => {
    expect(values[i]).toBeCloseTo(expected, 12);
  });
});

test("a diagonal matrix, zeros and a single number are their own eigenvalues", () => {
  expect([...symmetricEigenvalues(Float64Array.from([1, 0, 0, 0, 5, 0, 0, 0, -2]), 3)]).toEqual([5, 1, -2]);
  expect([...symmetricEigenvalues(new Float64Array(16), 4)]).toEqual([0, 0, 0, 0]);
  expect([...symmetricEigenvalues(Float64Array.from([7]), 1)]).toEqual([7]);
});

test("eigenvalues agree with Jacobi's rotations on a random matrix", () => {
  const n = 24;
  const half = normals(n * n);
  const matrix = Float64Array.from(half, (_, at) => half[at]! + half[(at % n) * n + Math.floor(at / n)]!);
  const found = symmetricEigenvalues(matrix, n);
  jacobi(matrix, n).forEach((expected, i) => {
    expect(found[i]).toBeCloseTo(expected, 9);
  });
});

/** Rotates every pair of axes until nothing is left beside the diagonal. */
function jacobi(matrix: Float64Array, n: number): number[] {
  const a = matrix.slice();
  for (let sweep = 0; sweep < 12; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const angle = 0.5 * Math.atan2(2 * a[p * n + q]!, a[q * n + q]! - a[p * n + p]!);
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k * n + p]!, a[k * n + q]!];
          [a[k * n + p], a[k * n + q]] = [cos * x - sin * y, sin * x + cos * y];
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p * n + k]!, a[q * n + k]!];
          [a[p * n + k], a[q * n + k]] = [cos * x - sin * y, sin * x + cos * y];
        }
      }
  return Array.from({ length: n }, (_, i) => a[i * n + i]!).sort((x, y) => y - x);
}

test("even directions have deviation 1, full rank and no common direction", () => {
  const axes = [1, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, -1];
  const { meanDeviation, effectiveRank, meanCosine } = featureSpread(featuresOf(Float32Array.from(axes), 4));
  expect(meanDeviation).toBeCloseTo(1, 6);
  expect(effectiveRank).toBeCloseTo(4, 5);
  expect(meanCosine).toBeCloseTo(-1 / 7, 6);
});

test("the effective rank is that of the smaller side: few images of wide features", () => {
  const { effectiveRank } = featureSpread(featuresOf(Float32Array.from(normals(5 * 300)), 300));
  expect(effectiveRank).toBeGreaterThan(3.9); // five random directions, centred
  expect(effectiveRank).toBeLessThanOrEqual(4 + 1e-6);
});

test("features along one line have rank 1", () => {
  const line = Array.from({ length: 40 }, (_, i) => [10, i / 400, (2 * i) / 400]).flat();
  expect(featureSpread(featuresOf(Float32Array.from(line), 3)).effectiveRank).toBeLessThan(1.1);
});

test("constant features are a collapse, random ones are none, and neither is a control beside itself", () => {
  const spread = (values: readonly number[]) => featureSpread(featuresOf(Float32Array.from(values), 8));
  const healthy = spread(normals(800));
  const row = normals(8);
  const constant = spread(Array.from({ length: 100 }, () => row).flat());
  expect(constant).toMatchObject({ effectiveRank: 0 });
  expect(constant.meanCosine).toBeCloseTo(1, 5);
  expect(collapseReasons(constant, healthy)).toHaveLength(4);
  expect(collapseReasons(healthy, healthy)).toEqual([]);
});

test("features that draw together are a collapse beside the control before they are equal", () => {
  const near = (deviation: number) =>
    featureSpread(
      featuresOf(
        Float32Array.from(normals(1600), (value, at) => (at % 16 === 0 ? 1 : deviation * value)),
        16,
      ),
    );
  expect(collapseReasons(near(0.02), near(0.2))).toEqual([expect.stringContaining("images draw together")]);
  expect(collapseReasons(near(0.15), near(0.2))).toEqual([]);
});
