import { expect, test } from "vitest";
import { convexHull, hullArea } from "./convex-hull.ts";
import type { PlanePoint } from "./plane.ts";

test("a hull keeps the corners, clockwise as displayed, without points inside or on an edge", () => {
  const points: PlanePoint[] = [
    [2, 1],
    [0, 0],
    [4, 3],
    [2, 0],
    [4, 0],
    [0, 3],
    [0, 0],
  ];
  const hull = convexHull(points);
  expect(hull).toEqual([
    [0, 0],
    [4, 0],
    [4, 3],
    [0, 3],
  ]);
  expect(hullArea(hull)).toBe(12);
});
