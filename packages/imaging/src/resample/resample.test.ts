import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyToPoint, columnsOf, compose, fromColumns, identity, invert } from "../affine.ts";
import { cropGrid, inPlaneGrid, makeGrid, padGrid } from "../geometry-grid.ts";
import type { Vector3 } from "../geometry-vector.ts";
import { scale } from "../geometry-vector.ts";
import type { Grid, Volume } from "../volume.ts";
import { isAlongAxes, resampleAlongAxes } from "./along-axes.ts";
import { resampleAnywhere } from "./anywhere.ts";
import { mixedLabels, mixedVolume, oblique, uprightGrid } from "./grid.fixture.ts";
import { resample, resampleLabels } from "./resample.ts";

const seed = 2026;
const extent = fc.integer({ min: 1, max: 6 });
const sign = fc.constantFrom(-1, 1);

/** Upright or oblique, flipped or not, never isotropic. */
const grids = fc
  .tuple(fc.tuple(extent, extent, extent), fc.tuple(sign, sign, sign), fc.boolean())
  .map(([size, [fi, fj, fk], isOblique]) => {
    const grid = uprightGrid(size, [1.37 * fi, 0.9 * fj, 9.3 * fk]);
    return isOblique ? oblique(grid) : grid;
  });

/** `grid` with each voxel cut into fi × fj × fk. */
function refined(grid: Grid, [fi, fj, fk]: Vector3): Grid {
  const { iAxis, jAxis, kAxis } = columnsOf(grid.ijkToLps);
  const firstCentre = [fi, fj, fk].map((factor) => (1 / factor - 1) / 2);
  const origin = applyToPoint(grid.ijkToLps, [firstCentre[0]!, firstCentre[1]!, firstCentre[2]!]);
  const [I, J, K] = grid.size;
  const columns = { iAxis: scale(iAxis, 1 / fi), jAxis: scale(jAxis, 1 / fj), kAxis: scale(kAxis, 1 / fk), origin };
  return makeGrid([I * fi, J * fj, K * fk], fromColumns("ijk", "lps", columns));
}

/** `grid` with its first axis run from the other end, and its last two swapped: the same voxels in another order. */
function reordered(grid: Grid): Grid {
  const { iAxis, jAxis, kAxis } = columnsOf(grid.ijkToLps);
  const [I, J, K] = grid.size;
  const columns = {
    iAxis: scale(iAxis, -1),
    jAxis: kAxis,
    kAxis: jAxis,
    origin: applyToPoint(grid.ijkToLps, [I - 1, 0, 0]),
  };
  return makeGrid([I, K, J], fromColumns("ijk", "lps", columns));
}

/** The grid as a float32 file keeps it. */
function throughFloat32({ size, ijkToLps }: Grid): Grid {
  return makeGrid(size, { ...ijkToLps, matrix: ijkToLps.matrix.map(Math.fround) });
}

describe("what comes back unchanged", () => {
  test("a volume on its own grid, to the last bit, also when the grid went through a float32 file", () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.constantFrom("linear", "nearest"), (grid, salt, method) => {
        const volume = mixedVolume(grid, 2, salt);
        expect(resample(volume, grid, method, Number.NaN).data).toEqual(volume.data);
        expect(resample(volume, throughFloat32(grid), method, Number.NaN).data).toEqual(volume.data);
      }),
      { seed },
    );
  });

  test("labels cut finer by whole numbers and back, odd or even, on any grid", () => {
    const factor = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(grids, fc.tuple(factor, factor, factor), fc.nat(), (grid, factors, salt) => {
        const labels = mixedLabels(grid, 2, salt);
        const fine = resampleLabels(labels, refined(grid, factors), 9);
        expect(fine.labels.length).toBe(labels.labels.length * factors[0] * factors[1] * factors[2]);
        expect(resampleLabels(fine, grid, 9)).toEqual(labels);
      }),
      { seed },
    );
  });

  test("labels and intensities with flipped and swapped axes and back", () => {
    fc.assert(
      fc.property(grids, fc.nat(), (grid, salt) => {
        const labels = mixedLabels(grid, 1, salt);
        expect(resampleLabels(resampleLabels(labels, reordered(grid), 9), grid, 9)).toEqual(labels);
        const volume = mixedVolume(grid, 1, salt);
        const there = resample(volume, reordered(grid), "linear", Number.NaN);
        expect(resample(there, grid, "linear", Number.NaN)).toEqual(volume);
      }),
      { seed },
    );
  });

  test("what a window kept, and the whole after padding", () => {
    const volume = mixedVolume(oblique(uprightGrid([6, 5, 4], [1.3, 1.3, 8])), 2, 7);
    const padded = resample(volume, padGrid(volume.grid, [2, 0, 1], [0, 3, 1]), "linear", -1000);
    expect(padded.data[0]).toBe(-1000);
    expect(resample(padded, volume.grid, "nearest", 0)).toEqual(volume);
    const window = resample(volume, cropGrid(volume.grid, [1, 2, 3], [2, 2, 1]), "linear", 0);
    expect([...window.data.slice(0, 4)]).toEqual([103, 104, 109, 110].map((at) => volume.data[at]));
  });
});

describe("linear interpolation", () => {
  const row = (...data: number[]): Volume => ({
    grid: uprightGrid([data.length, 1, 1], [2, 2, 2], [0, 0, 0]),
    frameCount: 1,
    data: Float32Array.from(data),
  });
  const rowAt = (spacing: number, count: number, first: number) =>
    uprightGrid([count, 1, 1], [spacing, 2, 2], [first, 0, 0]);

  test("goes straight from centre to centre, holds for half a voxel beyond, then is outside", () => {
    // Centres at 0, 2, 4 mm; the field of view reaches from -1 to 5 mm.
    const { data } = resample(row(10, 20, 40), rowAt(0.5, 15, -1.5), "linear", -7);
    expect([...data]).toEqual([-7, 10, 10, 10, 12.5, 15, 17.5, 20, 25, 30, 35, 40, 40, 40, -7]);
  });

  test("nearest takes the nearer voxel, and the later one halfway", () => {
    const { data } = resample(row(10, 20, 40), rowAt(0.5, 15, -1.5), "nearest", -7);
    expect([...data]).toEqual([-7, 10, 10, 10, 10, 20, 20, 20, 20, 40, 40, 40, 40, 40, -7]);
  });

  test("halfway is the later voxel on oblique grids too, where halves come out a little off", () => {
    const labels = mixedLabels(oblique(uprightGrid([50, 3, 3], [1.37, 0.9, 9.3])), 1, 3);
    const halfOn = fromColumns("ijk", "lps", {
      ...columnsOf(labels.grid.ijkToLps),
      origin: applyToPoint(labels.grid.ijkToLps, [0.5, 0, 0]),
    });
    const shifted = resampleLabels(labels, makeGrid(labels.grid.size, halfOn), 9).labels;
    const expected = labels.labels.map((label, n) => (n % 50 === 49 ? label : labels.labels[n + 1]!));
    expect(shifted).toEqual(expected);
  });

  test("reproduces a linear ramp in space on any grid within it", () => {
    const ramp = (grid: Grid): Float32Array => {
      const [I, J, K] = grid.size;
      return Float32Array.from({ length: I * J * K }, (_, n) => {
        const [x, y, z] = applyToPoint(grid.ijkToLps, [n % I, Math.floor(n / I) % J, Math.floor(n / (I * J))]);
        return 3 * x - 2 * y + z;
      });
    };
    const wide = uprightGrid([40, 40, 12], [2, 2.5, 8], [-40, -50, -44]);
    const source = { grid: wide, frameCount: 1, data: ramp(wide) };
    for (const grid of [
      uprightGrid([9, 8, 5], [1.1, -2, 3], [0, 4, 2]),
      oblique(uprightGrid([9, 8, 5], [1.1, 2, -3], [1, 2, 3])),
    ]) {
      const expected = ramp(grid);
      const { data } = resample(source, grid, "linear", Number.NaN);
      for (const [n, value] of data.entries()) expect(Math.abs(value - expected[n]!)).toBeLessThan(1e-3); // of up to 200
    }
  });

  test("keeps frames apart and their times", () => {
    const volume = { ...mixedVolume(uprightGrid([5, 4, 3], [1.4, 1.4, 8]), 3, 1), frameTimesMs: [0, 30, 60] };
    const grid = inPlaneGrid(volume.grid, 1);
    const all = resample(volume, grid, "linear", 0);
    expect(all.frameTimesMs).toEqual([0, 30, 60]);
    const second = { ...volume, frameCount: 1, data: volume.data.subarray(60, 120), frameTimesMs: [30] };
    const alone = resample(second, grid, "linear", 0).data;
    expect(all.data.slice(alone.length, 2 * alone.length)).toEqual(alone);
  });
});

describe("the two paths", () => {
  test("agree wherever both apply", () => {
    const target = fc.tuple(grids, fc.tuple(extent, extent, extent), fc.double({ min: 0.4, max: 2.5, noNaN: true }));
    fc.assert(
      fc.property(target, fc.nat(), fc.constantFrom("linear", "nearest"), ([grid, size, factor], salt, method) => {
        const { iAxis, jAxis, kAxis, origin } = columnsOf(grid.ijkToLps);
        const columns = { iAxis: scale(iAxis, factor), jAxis: scale(jAxis, -factor), kAxis, origin };
        const to = makeGrid(size, fromColumns("ijk", "lps", columns));
        const targetToSource = compose(invert(grid.ijkToLps), to.ijkToLps);
        expect(isAlongAxes(targetToSource, to.size)).toBe(true);
        const { data: source } = mixedVolume(grid, 2, salt);
        const allocate = (length: number) => new Float32Array(length);
        const sizes = { sourceSize: grid.size, targetSize: size, frameCount: 2 };
        const job = { source, ...sizes, targetToSource, method, outside: -5000, allocate };
        const [along, anywhere] = [resampleAlongAxes(job), resampleAnywhere(job)];
        // Three passes round to float32 in between: three times 6e-8 of intensities up to 2000.
        for (const [n, value] of along.entries()) expect(Math.abs(value - anywhere[n]!)).toBeLessThan(1e-3);
      }),
      { seed },
    );
  });

  test("are told apart by turns, not by the depth of a single slice", () => {
    const turned = compose(
      invert(uprightGrid([9, 9, 1], [1, 1, 1]).ijkToLps),
      oblique(uprightGrid([9, 9, 1], [1, 1, 1])).ijkToLps,
    );
    expect(isAlongAxes(turned, [9, 9, 1])).toBe(false);
    expect(isAlongAxes(turned, [1, 1, 1])).toBe(true);
    expect(isAlongAxes(identity("ijk"), [9, 9, 9])).toBe(true);
  });
});

describe("data that cannot be resampled", () => {
  test("fewer voxels than the grid has", () => {
    const volume = { ...mixedVolume(uprightGrid([3, 3, 3], [1, 1, 1]), 1, 1), frameCount: 2 };
    expect(() => resample(volume, volume.grid, "linear", 0)).toThrow(expect.objectContaining({ kind: "data-size" }));
  });
});
