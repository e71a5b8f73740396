import { distance, type PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { WindowTransform } from "@cmrkit/study";
import { describe, expect, test } from "vitest";
import { LearnError } from "../errors.ts";
import { gaussianHeatMaps } from "./heat-maps.ts";
import { readLandmarks } from "./read-landmarks.ts";
import { softArgmax } from "./soft-argmax.ts";
import { pointInSlice, pointInWindow } from "./window-points.ts";

const size = { X: 20, Y: 12 };

describe("Gaussian heat maps", () => {
  test("are 1 at a landmark and e^−½ at a distance of σ, x along the rows", () => {
    const { maps } = gaussianHeatMaps([[7, 3]], size, 2);
    expect(maps[3 * 20 + 7]).toBe(1);
    expect(maps[3 * 20 + 9]).toBeCloseTo(Math.exp(-0.5), 6);
    expect(maps[5 * 20 + 7]).toBeCloseTo(Math.exp(-0.5), 6);
    expect(maps[4 * 20 + 8]).toBeCloseTo(Math.exp(-0.25), 6);
  });

  test("tell a landmark outside the image, of which a tail is left, from one that nobody marked", () => {
    const { maps, known, inside } = gaussianHeatMaps([[-2, 5], undefined, [19.4, 11.4]], size, 1);
    expect([...known]).toEqual([1, 0, 1]);
    expect([...inside]).toEqual([0, 0, 1]);
    expect(Math.max(...maps.subarray(0, 240))).toBeCloseTo(Math.exp(-2), 6);
    expect(Math.max(...maps.subarray(240, 480))).toBe(0);
  });

  test("refuse a σ that would fall between pixels", () => {
    expect(() => gaussianHeatMaps([], size, 0.1)).toThrow(LearnError);
    expect(() => gaussianHeatMaps([], size, Number.NaN)).toThrow("at least 1/3 pixel, not NaN");
  });
});

describe("the soft argmax", () => {
  test("equals PyTorch's on a small map", () => {
    const map = Float32Array.of(0, 0.1, 0.2, 0.3, 0.9, 0.89, 0.1, 0.2, 0.3);
    const [x, y] = softArgmax(map, { X: 3, Y: 3 }, 10);
    expect(x).toBeCloseTo(1.4733760006, 6);
    expect(y).toBeCloseTo(1.0012316076, 6);
    expect(softArgmax(map, { X: 3, Y: 3 })[0]).toBeCloseTo(1.0000453979, 6);
  });

  test("refuses a map that is not finite", () => {
    expect(() => softArgmax(Float32Array.of(0, Number.NaN), { X: 2, Y: 1 })).toThrow("a heat map holds NaN");
  });
});

describe("landmarks read from heat maps", () => {
  const points: PlanePoint[] = [
    [4.2, 7.7],
    [15, 2.5],
  ];

  test("come back to half a pixel, surely", () => {
    const { maps } = gaussianHeatMaps(points, size, 1);
    readLandmarks(maps, size).forEach(({ point, confidence }, l) => {
      expect(distance(point, points[l]!)).toBeLessThan(0.5);
      expect(confidence).toBeGreaterThan(0.85);
    });
  });

  test("have a confidence that falls for a low map, two peaks, and none at all", () => {
    const { maps } = gaussianHeatMaps([points[0], points[1]], size, 1);
    const [one, two] = [maps.subarray(0, 240), maps.subarray(240)];
    const confidenceOf = (map: Float32Array) => readLandmarks(map, size)[0]!.confidence;
    expect(confidenceOf(one.map((p) => 0.3 * p))).toBeCloseTo(0.3 * confidenceOf(one), 6);
    expect(confidenceOf(one.map((p, at) => Math.max(p, 0.9 * two[at]!)))).toBeLessThan(0.7);
    expect(confidenceOf(one.map(() => 0.001))).toBeLessThan(0.001);
    expect(confidenceOf(new Float32Array(240))).toBe(0);
  });
});

test("points go into a turned, stretched and mirrored window and back, as the image does", () => {
  const transform: WindowTransform = { centreI: 50, centreJ: 40, a: 0, b: 2, c: -0.5, d: 0 };
  // i = 50 + 2·v and j = 40 − u/2, with u and v from the middle (4, 4) of a window of 9 pixels
  expect(pointInWindow(transform, 9, [54, 39])).toEqual([6, 6]);
  expect(pointInSlice(transform, 9, [6, 6])).toEqual([54, 39]);
  const oblique = { ...transform, a: 0.9, b: -0.4, c: 0.3, d: 1.2 };
  const [i, j] = pointInSlice(oblique, 64, pointInWindow(oblique, 64, [33.25, 71.5]));
  expect(i).toBeCloseTo(33.25, 10);
  expect(j).toBeCloseTo(71.5, 10);
});
