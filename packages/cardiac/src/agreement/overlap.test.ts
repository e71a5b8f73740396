import { expect, test } from "vitest";
import { masksIn, metricFixtures } from "../testing/metric-fixtures.ts";
import { gridOf, paint } from "../testing/shapes.ts";
import { overlap } from "./overlap.ts";

const row = (...labels: number[]) => paint(gridOf([labels.length, 1, 1], [1, 1, 1]), (i) => labels[i]!);

test("overlap by hand: three and two voxels share one", () => {
  // Dice 2 · 1 / (3 + 2), IoU 1 / (3 + 2 − 1)
  expect(overlap(row(3, 3, 3, 0, 0), row(0, 0, 3, 3, 0), 3)).toEqual({
    kind: "scored",
    dice: 0.4,
    intersectionOverUnion: 0.25,
  });
});

test("equal masks score 1, disjoint masks and a structure in one mask only score 0", () => {
  expect(overlap(row(1, 2), row(1, 2), 2)).toMatchObject({ dice: 1, intersectionOverUnion: 1 });
  expect(overlap(row(1, 2), row(2, 1), 2)).toMatchObject({ dice: 0, intersectionOverUnion: 0 });
  expect(overlap(row(0, 0), row(0, 2), 2)).toMatchObject({ kind: "scored", dice: 0 });
});

test("a structure in neither mask is absent, not perfect", () => {
  expect(overlap(row(1, 2), row(2, 1), 3)).toEqual({ kind: "absent" });
});

test("ragged masks, one at the border and empty ones overlap as in SciPy", () => {
  const found = metricFixtures.masks.map((pair) => overlap(...masksIn(pair), 1));
  const expected = metricFixtures.masks.map(({ dice, iou }) =>
    dice === null || iou === null
      ? { kind: "absent" }
      : { kind: "scored", dice: expect.closeTo(dice, 12), intersectionOverUnion: expect.closeTo(iou, 12) },
  );
  expect(found).toEqual(expected);
});

test("masks of two sizes, positions or lengths are refused", () => {
  expect(() => overlap(row(1, 2), row(1, 2, 3), 1)).toThrow(expect.objectContaining({ kind: "grids-differ" }));
  const shifted = paint(gridOf([2, 1, 1], [1, 1, 1.1], 10), () => 1);
  expect(() => overlap(row(1, 2), shifted, 1)).toThrow(expect.objectContaining({ kind: "grids-differ" }));
  const twice = paint(gridOf([2, 1, 1], [1, 1, 1]), () => 1, 2);
  expect(() => overlap(row(1, 2), twice, 1)).toThrow(expect.objectContaining({ kind: "frame" }));
});
