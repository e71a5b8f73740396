import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { squaredDistancesMm2 } from "./distance-transform.ts";

test("distances on a line by hand", () => {
  const squared = squaredDistancesMm2(Uint8Array.of(0, 0, 1, 0, 0, 0, 1), [7, 1, 1], [2, 1, 1]);
  expect([...squared]).toEqual([16, 4, 0, 4, 16, 4, 0]);
});

test("every distance is that of the nearest of all marked voxels, with three spacings", () => {
  const random = randomStream(2026);
  const size = [9, 7, 5] as const;
  const [sx, sy, sz] = [1.3, 0.7, 8] as const;
  const at = (n: number) => [n % 9, Math.floor(n / 9) % 7, Math.floor(n / 63)] as const;
  for (const density of [0.01, 0.1, 0.5]) {
    const marked = Uint8Array.from({ length: 315 }, () => Number(random.uniform() < density));
    marked[200] = 1;
    const squared = squaredDistancesMm2(marked, size, [sx, sy, sz]);
    const marks = [...marked.keys()].filter((n) => marked[n] === 1).map(at);
    for (const [n, found] of squared.entries()) {
      const [i, j, k] = at(n);
      const nearest = Math.min(
        ...marks.map(([a, b, c]) => (sx * (i - a)) ** 2 + (sy * (j - b)) ** 2 + (sz * (k - c)) ** 2),
      );
      expect(found).toBeCloseTo(nearest, 9);
    }
  }
});

test("without a marked voxel every distance is infinite", () => {
  const squared = squaredDistancesMm2(new Uint8Array(8), [2, 2, 2], [1, 1, 1]);
  expect(squared.every((value) => value === Number.POSITIVE_INFINITY)).toBe(true);
});
