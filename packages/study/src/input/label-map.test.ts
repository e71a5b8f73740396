import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromColumns, type Grid, makeGrid } from "@cmrkit/imaging";
import { afterAll, describe, expect, test } from "vitest";
import { onGrid, readLabelTable } from "./label-map.ts";

const grid = makeGrid(
  [2, 3, 2],
  fromColumns("ijk", "lps", { iAxis: [1.5, 0, 0], jAxis: [0, 0, -1.5], kAxis: [0, 8, 0], origin: [10, 20, 30] }),
);
const labels = { grid, frameCount: 1, labels: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) };

/** The same voxels with rows and slices from their other ends, as converters of DICOM leave them. */
const turned: Grid = makeGrid(
  [2, 3, 2],
  fromColumns("ijk", "lps", { iAxis: [1.5, 0, 0], jAxis: [0, 0, 1.5], kAxis: [0, -8, 0], origin: [10, 28, 27] }),
);

describe("labels on the grid of their picture", () => {
  test("are reordered exactly where the voxels lie in the same places", () => {
    const there = onGrid(labels, turned, "the labels");
    expect([...there.labels]).toEqual([11, 12, 9, 10, 7, 8, 5, 6, 3, 4, 1, 2]);
    expect([...onGrid(there, grid, "the labels").labels]).toEqual([...labels.labels]);
  });

  test("are never resampled", () => {
    const { iAxis, jAxis, kAxis } = { iAxis: [1.5, 0, 0], jAxis: [0, 0, -1.5], kAxis: [0, 8, 0] } as const;
    const shifted = makeGrid(grid.size, fromColumns("ijk", "lps", { iAxis, jAxis, kAxis, origin: [10.7, 20, 30] }));
    expect(() => onGrid(labels, shifted, "the labels")).toThrow(expect.objectContaining({ kind: "grids-differ" }));
  });
});

describe("a table of what numbers mean", () => {
  const folder = mkdtempSync(join(tmpdir(), "cmrkit-table-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const table = (text: string) => {
    writeFileSync(join(folder, "labels.json"), text);
    return readLabelTable(join(folder, "labels.json"));
  };

  test("names structures", async () => {
    expect(await table('{"1": "leftVentricleBloodPool", "4": "infarct"}')).toEqual({
      1: "leftVentricleBloodPool",
      4: "infarct",
    });
  });

  test.each(['{"0": "infarct"}', '{"1": "scar"}', "no json"])("that is none is refused: %s", async (text) => {
    await expect(table(text)).rejects.toMatchObject({ kind: "input" });
  });
});
