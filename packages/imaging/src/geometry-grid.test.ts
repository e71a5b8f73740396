import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyToPoint, columnsOf, fromColumns, spacingMm } from "./affine.ts";
import { assertSameGrid, cropGrid, inPlaneGrid, isSameGrid, makeGrid, padGrid } from "./geometry-grid.ts";
import { add, length, scale, subtract } from "./geometry-vector.ts";
import { oblique, uprightGrid } from "./resample/grid.fixture.ts";
import type { Grid } from "./volume.ts";

const seed = 2026;
const native = oblique(uprightGrid([216, 256, 10], [1.5625, 1.25, -10]));

describe("a grid", () => {
  test.each([[[0, 2, 2]], [[2, 2.5, 2]], [[2, 2, -1]]] as const)("of %j voxels is refused", (size) => {
    expect(() => makeGrid(size, native.ijkToLps)).toThrow(expect.objectContaining({ kind: "bad-size" }));
  });

  test("without volume is refused", () => {
    expect(() => uprightGrid([2, 2, 2], [1, 0, 1])).toThrow(expect.objectContaining({ kind: "singular-affine" }));
  });

  test("is the same after rounding to float32, and another a tenth of a voxel away", () => {
    const rounded = { ...native.ijkToLps, matrix: native.ijkToLps.matrix.map(Math.fround) };
    expect(isSameGrid(native, makeGrid(native.size, rounded))).toBe(true);
    expect(isSameGrid(uprightGrid([5, 5, 5], [1, 1, 8]), uprightGrid([5, 5, 5], [1, 1, 8], [-30.9, 17, 5]))).toBe(
      false,
    );
    expect(isSameGrid(uprightGrid([5, 5, 5], [1, 1, 8]), uprightGrid([5, 5, 4], [1, 1, 8]))).toBe(false);
  });

  test("that differs is named in the error", () => {
    const check = () => assertSameGrid(native, padGrid(native, [1, 0, 0], [0, 0, 0]), "image and labels");
    expect(check).toThrow("image and labels lie on different grids: 216 × 256 × 10 and 217 × 256 × 10 voxels");
    const { iAxis, jAxis, kAxis, origin } = columnsOf(native.ijkToLps);
    const changed = (columns: object) =>
      makeGrid(native.size, fromColumns("ijk", "lps", { iAxis, jAxis, kAxis, origin, ...columns }));
    expect(() => assertSameGrid(native, changed({ kAxis: scale(kAxis, 1.25) }), "both")).toThrow(
      /voxels of .* × 10.000 and /,
    );
    const moved = changed({ origin: add(origin, [0, 3, 0]) });
    expect(() => assertSameGrid(native, moved, "both")).toThrow("equal voxels, up to 3.00 mm apart");
  });
});

describe("windows", () => {
  test("cropping keeps voxels where they are", () => {
    const window = cropGrid(native, [10, 20, 3], [50, 60, 2]);
    expect(window.size).toEqual([50, 60, 2]);
    expect(applyToPoint(window.ijkToLps, [0, 0, 0])).toEqual(applyToPoint(native.ijkToLps, [10, 20, 3]));
    expect(spacingMm(window.ijkToLps)).toEqual(spacingMm(native.ijkToLps));
  });

  test("padding and cropping are inverse", () => {
    const margin = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(3));
    fc.assert(
      fc.property(margin, margin, (before, after) => {
        expect(isSameGrid(cropGrid(padGrid(native, before, after), before, native.size), native)).toBe(true);
      }),
      { seed },
    );
  });

  test.each([
    ["beyond the end", [200, 0, 0], [17, 1, 1]],
    ["before the start", [-1, 0, 0], [2, 1, 1]],
    ["empty", [0, 0, 0], [1, 0, 1]],
    ["between voxels", [0.5, 0, 0], [1, 1, 1]],
  ] as const)("a window %s is refused", (_, start, size) => {
    expect(() => cropGrid(native, start, size)).toThrow(expect.objectContaining({ kind: "bad-window" }));
  });

  test("negative padding is refused", () => {
    const pad = () => padGrid(native, [0, 0, 0], [0, -1, 0]);
    expect(pad).toThrow(
      expect.objectContaining({ kind: "bad-window", details: { before: [0, 0, 0], after: [0, -1, 0] } }),
    );
  });
});

describe("in-plane grids", () => {
  const middleOf = ({ size, ijkToLps }: Grid) =>
    applyToPoint(ijkToLps, [(size[0] - 1) / 2, (size[1] - 1) / 2, (size[2] - 1) / 2]);

  test("337.5 × 320 mm at 1 mm is 338 × 320 pixels in the same ten slices", () => {
    const grid = inPlaneGrid(native, 1);
    expect(grid.size).toEqual([338, 320, 10]);
    expect(spacingMm(grid.ijkToLps).map((mm) => Number(mm.toFixed(9)))).toEqual([1, 1, 10]);
  });

  test("they cover the field of view about the same middle, by the fewest pixels, with every centre inside", () => {
    const extent = fc.integer({ min: 1, max: 300 });
    const spacing = fc.double({ min: 0.5, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(extent, extent, fc.integer({ min: 1, max: 20 })),
        fc.tuple(spacing, spacing),
        spacing,
        (size, [si, sj], newMm) => {
          const old = oblique(uprightGrid(size, [si, -sj, 8]));
          const grid = inPlaneGrid(old, newMm);
          expect(length(subtract(middleOf(grid), middleOf(old)))).toBeLessThan(1e-6);
          expect(grid.size[2]).toBe(size[2]);
          for (const [newCount, oldMm] of [
            [grid.size[0], size[0] * si],
            [grid.size[1], size[1] * sj],
          ] as const) {
            expect(newCount * newMm).toBeGreaterThan(oldMm * (1 - 1e-3));
            expect((newCount - 1) * newMm).toBeLessThan(oldMm); // centre to centre
          }
        },
      ),
      { seed },
    );
  });

  test("the spacing it already has gives the grid itself", () => {
    const square = oblique(uprightGrid([256, 256, 12], [1.4, 1.4, 8]));
    expect(isSameGrid(inPlaneGrid(square, 1.4), square)).toBe(true);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a spacing of %s is refused", (spacing) => {
    expect(() => inPlaneGrid(native, spacing)).toThrow(expect.objectContaining({ kind: "bad-spacing" }));
  });
});
