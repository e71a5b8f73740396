import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  affine,
  applyToDirection,
  applyToPoint,
  columnsOf,
  compose,
  determinant,
  fromColumns,
  identity,
  invert,
  isOrthogonal,
  lpsToRas,
  obliquityDegrees,
  rasToLps,
  spacingMm,
  voxelVolumeMl,
} from "./affine.ts";
import { GeometryError } from "./errors.ts";

const seed = 2026;

/** A rotation by `degrees` about x, then voxels of 1.5 × 2 × 10 mm, mirrored along k, 3 mm from the origin. */
function obliqueAffine(degrees: number) {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return fromColumns("ijk", "lps", {
    iAxis: [1.5, 0, 0],
    jAxis: [0, 2 * c, 2 * s],
    kAxis: [0, 10 * s, -10 * c],
    origin: [1, 2, 3],
  });
}

const component = fc.double({ min: -100, max: 100, noNaN: true });
const vectors = fc.tuple(component, component, component);
const invertibleAffines = fc
  .record({ iAxis: vectors, jAxis: vectors, kAxis: vectors, origin: vectors })
  .map((columns) => fromColumns("ijk", "lps", columns))
  .filter((map) => spacingMm(map).every((s) => s > 0.1)) // mm; no scanner goes lower
  .filter((map) => Math.abs(determinant(map)) > 1e-2 * spacingMm(map).reduce((product, s) => product * s, 1));

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of actual.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance);
}

describe("affine", () => {
  test("a point moves by the columns and the origin, a direction by the columns alone", () => {
    const map = fromColumns("ijk", "lps", {
      iAxis: [1, 0, 0],
      jAxis: [0, 2, 0],
      kAxis: [0, 5, 10],
      origin: [7, 8, 9],
    });
    expect(applyToPoint(map, [1, 1, 2])).toEqual([8, 20, 29]);
    expect(applyToDirection(map, [1, 1, 2])).toEqual([1, 12, 20]);
    expect(map.matrix).toEqual([1, 0, 0, 7, 0, 2, 5, 8, 0, 0, 10, 9, 0, 0, 0, 1]);
    expect(columnsOf(map).kAxis).toEqual([0, 5, 10]);
  });

  test("composing applies the inner map first", () => {
    const turn = affine("ijk", "lps", [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const shift = affine("ijk", "ijk", [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    expect(applyToPoint(compose(turn, shift), [1, 0, 0])).toEqual([0, 6, 0]);
  });

  test("composing agrees with applying one map after the other", () => {
    fc.assert(
      fc.property(invertibleAffines, vectors, (map, point) => {
        const atOnce = applyToPoint(compose(lpsToRas, map), point);
        expectClose(atOnce, applyToPoint(lpsToRas, applyToPoint(map, point)), 1e-9);
      }),
      { seed },
    );
  });

  test("the inverse of every map that keeps space open leads back", () => {
    fc.assert(
      fc.property(invertibleAffines, vectors, (map, point) => {
        expectClose(applyToPoint(invert(map), applyToPoint(map, point)), point, 1e-6);
        const there = compose(map, invert(map));
        expectClose(there.matrix, identity("lps").matrix, 1e-6);
        expect([there.from, there.to]).toEqual(["lps", "lps"]);
      }),
      { seed },
    );
  });

  test("frames that do not meet do not compose", () => {
    // @ts-expect-error voxel indices are not RAS millimetres
    expect(compose(rasToLps, obliqueAffine(0)).from).toBe("ijk");
  });

  test("a map that flattens space has no inverse", () => {
    const flat = fromColumns("ijk", "lps", { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [2, 3, 0], origin: [0, 0, 0] });
    expect(() => invert(flat)).toThrow(expect.objectContaining({ kind: "singular-affine" }));
  });

  test.each([
    ["15 numbers", identity("ijk").matrix.slice(1)],
    ["NaN", [Number.NaN, ...identity("ijk").matrix.slice(1)]],
    ["another last row", [...identity("ijk").matrix.slice(0, 15), 2]],
  ])("%s is no affine", (_, matrix) => {
    expect(() => affine("ijk", "lps", matrix)).toThrow(GeometryError);
  });

  test("maps are frozen", () => {
    expect(Object.isFrozen(obliqueAffine(10))).toBe(true);
    expect(Object.isFrozen(obliqueAffine(10).matrix)).toBe(true);
  });
});

describe("LPS and RAS", () => {
  test("left and posterior change sign, superior does not", () => {
    expect(applyToPoint(lpsToRas, [1, 2, 3])).toEqual([-1, -2, 3]);
    expect(compose(rasToLps, lpsToRas).matrix).toEqual(identity("lps").matrix);
  });
});

describe("what a grid's map says of its voxels", () => {
  test("spacing and volume survive rotation and mirroring", () => {
    expectClose(spacingMm(obliqueAffine(35)), [1.5, 2, 10], 1e-12);
    expect(voxelVolumeMl(obliqueAffine(35))).toBeCloseTo(0.03, 12);
    expect(determinant(obliqueAffine(35))).toBeCloseTo(-30, 9);
  });

  test("a sheared voxel holds its determinant, not the product of its spacings", () => {
    const sheared = fromColumns("ijk", "lps", {
      iAxis: [1, 0, 0],
      jAxis: [1, 1, 0],
      kAxis: [0, 0, 1],
      origin: [0, 0, 0],
    });
    expect(voxelVolumeMl(sheared)).toBeCloseTo(0.001, 15);
    expect(isOrthogonal(sheared)).toBe(false);
  });

  test("obliquity is the largest tilt, whichever patient axis is nearest", () => {
    expect(obliquityDegrees(obliqueAffine(0))).toBe(0);
    expect(obliquityDegrees(obliqueAffine(30))).toBeCloseTo(30, 9);
    expect(obliquityDegrees(obliqueAffine(90))).toBeCloseTo(0, 9);
    expect(isOrthogonal(obliqueAffine(30))).toBe(true);
  });
});
