import { describe, expect, test } from "vitest";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { gridOf, paintAtMm } from "../testing/shapes.ts";
import { bloodCore, wallCore } from "./wall-core.ts";

/** A ring from 20 to 32 mm in two slices, and a slice of wall without a cavity. */
const grid = gridOf([90, 90, 3], [0.8, 0.8, 8]);
const labels = paintAtMm(grid, (x, y, z) => {
  const radius = Math.hypot(x, y);
  if (radius > 32) return 0;
  return radius > 20 || z > 4 ? MYOCARDIUM : LEFT_VENTRICLE;
});
const radiusOf = (at: number) => Math.hypot(((at % 90) - 44.5) * 0.8, ((Math.floor(at / 90) % 90) - 44.5) * 0.8);

function radiiWithin(mask: Uint8Array): [least: number, most: number] {
  const radii = [...mask.entries()].flatMap(([at, inside]) => (inside === 0 ? [] : radiusOf(at)));
  return [Math.min(...radii), Math.max(...radii)];
}

describe("the middle of the wall", () => {
  test.each([0, 0.1, 0.2, 0.3])("less %d of its thickness is a ring between those depths, to half a pixel", (share) => {
    const { mask, source } = wallCore(labels, 0, share);
    const [least, most] = radiiWithin(mask);
    expect(Math.abs(least - (20 + 12 * share))).toBeLessThan(0.6);
    expect(Math.abs(most - (32 - 12 * share))).toBeLessThan(0.6);
    expect(source).toBe(`myocardium less ${100 * share} % of the wall at either border`);
  });

  test("has nothing where there is no cavity to have a wall", () => {
    const { mask } = wallCore(labels, 0, 0);
    expect(mask.subarray(2 * 90 * 90).includes(1)).toBe(false);
  });

  test("of half the wall or more is refused", () => {
    for (const share of [0.5, -0.1, Number.NaN])
      expect(() => wallCore(labels, 0, share)).toThrow(expect.objectContaining({ kind: "argument" }));
  });
});

describe("the middle of the cavity", () => {
  test("is as far from the wall as from the centre", () => {
    const [least, most] = radiiWithin(bloodCore(labels, 0).mask);
    expect(least).toBeLessThan(0.8);
    expect(Math.abs(most - 10)).toBeLessThan(0.8);
  });

  test("is nowhere in a narrow cavity", () => {
    const narrow = paintAtMm(grid, (x, y) => (Math.hypot(x, y) < 8 ? LEFT_VENTRICLE : MYOCARDIUM));
    expect(bloodCore(narrow, 0).mask.includes(1)).toBe(false);
  });
});
