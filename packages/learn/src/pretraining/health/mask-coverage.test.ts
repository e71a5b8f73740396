import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromColumns, makeGrid, writeNifti } from "@cmrkit/imaging";
import { afterAll, expect, test } from "vitest";
import { maskCoverage } from "./mask-coverage.ts";

const folder = mkdtempSync(join(tmpdir(), "cmrkit-mask-"));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = { spacingMm: { z: null, yx: 2 }, longSideWithoutSpacing: 4, clipPercentiles: [1, 99] } as const;
const image = { size: [1, 1, 2, 4], spacingMm: [10, 1, 1] } as const;

function writeMask(name: string, [X, Y, Z]: readonly [number, number, number], data: readonly number[]): string {
  const path = join(folder, name);
  const columns = { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const grid = makeGrid([X, Y, Z], fromColumns("ijk", "lps", columns));
  writeFileSync(path, writeNifti({ grid, frameCount: 1, data: Float32Array.from(data) }));
  return path;
}

test("a mask comes on its image's new pixels, as the share that each label covers", async () => {
  const coverage = await maskCoverage(writeMask("mask.nii", [4, 2, 1], [2, 2, 0, 7, 2, 2, 7, 7]), image, settings);
  expect([...coverage.keys()]).toEqual([2, 7]);
  expect(coverage.get(2)).toMatchObject({ size: [1, 1, 1, 2] });
  expect([...coverage.get(2)!.data]).toEqual([1, 0]);
  expect([...coverage.get(7)!.data]).toEqual([0, 0.75]);
});

test("a mask on another grid, or none, is refused by name", async () => {
  const wide = writeMask("wide.nii", [5, 2, 1], new Array<number>(10).fill(1));
  await expect(maskCoverage(wide, image, settings)).rejects.toMatchObject({
    kind: "bad-image",
    message: expect.stringMatching(/wide\.nii is 1 × 2 × 5, its image 1 × 2 × 4/),
  });
  await expect(maskCoverage(join(folder, "gone.nii"), image, settings)).rejects.toMatchObject({ kind: "bad-image" });
});
