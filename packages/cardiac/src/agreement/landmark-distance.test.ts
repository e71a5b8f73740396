import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { landmarkDistance } from "./landmark-distance.ts";

test("each axis counts by its own spacing", () => {
  // 3 · 1 mm and 2 · 2 mm
  expect(landmarkDistance([3, 2], [0, 0], [1, 2])).toEqual({ kind: "scored", distanceMm: 5 });
  expect(landmarkDistance([0, 0, 1], [0, 0, 0], [1, 1, 8])).toEqual({ kind: "scored", distanceMm: 8 });
  expect(landmarkDistance([1.5, 2], [1.5, 2], [1, 1])).toEqual({ kind: "scored", distanceMm: 0 });
});

test("distances are the norms that PyTorch finds", () => {
  const { predicted, reference, spacingMm, distancesMm } = metricFixtures.landmarks;
  for (const [at, expected] of distancesMm.entries()) {
    const distance = landmarkDistance(predicted[at], reference[at], spacingMm);
    expect(distance).toEqual({ kind: "scored", distanceMm: expect.closeTo(expected, 10) });
  }
});

test("a landmark in one of the two or in neither has no distance", () => {
  expect(landmarkDistance(undefined, [1, 1], [1, 1])).toEqual({ kind: "unmatched", missingFrom: "predicted" });
  expect(landmarkDistance([1, 1], undefined, [1, 1])).toEqual({ kind: "unmatched", missingFrom: "reference" });
  expect(landmarkDistance(undefined, undefined, [1, 1])).toEqual({ kind: "absent" });
});

test.each([
  ["a spacing of zero", [1, 1], [1, 1], [1, 0]],
  ["no spacing", [], [], []],
  ["a point with another number of axes", [1, 1, 1], [1, 1], [1, 1]],
  ["a coordinate that is no number", [1, Number.NaN], [1, 1], [1, 1]],
])("%s is refused", (_, predicted, reference, spacingMm) => {
  const refused = expect.objectContaining({ kind: "argument" });
  expect(() => landmarkDistance(predicted, reference, spacingMm)).toThrow(refused);
});
