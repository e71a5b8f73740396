import { expect, test } from "vitest";
import { patchLabels } from "./patch-labels.ts";

test("a patch shows what covers most of it, and nothing where the rest is larger than any", () => {
  // One slice of 2 × 4 pixels in two patches of 2 × 2.
  const coverage = new Map([
    [1, Float32Array.from([1, 1, 0.5, 0, 0, 0, 0, 0])], // 2 of 4 in the first, 0.5 in the second
    [3, Float32Array.from([0, 0, 0, 1, 1, 0, 0, 1])], // 1, then 2
  ]);
  expect(patchLabels(coverage, [2, 4], [2, 2])).toEqual([1, 3]);
  expect(patchLabels(new Map([[1, Float32Array.from([1, 0.4, 0, 0])]]), [2, 2], [2, 2])).toEqual([0]);
});

test("patches of volumes are numbered with the last axis fastest, as tokens are", () => {
  const size = [4, 2, 3];
  const voxel = ([x, y, z]: readonly [number, number, number]) => (x * 2 + y) * 3 + z;
  const covered = new Float32Array(24);
  for (const x of [2, 3]) for (const y of [0, 1]) covered[voxel([x, y, 1])] = 1;
  expect(patchLabels(new Map([[2, covered]]), size, [2, 2, 1])).toEqual([0, 0, 0, 0, 2, 0]);
});
