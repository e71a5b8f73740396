import { expect, test } from "vitest";
import {
  angleBetween,
  angleOf,
  angleSteps,
  heightOf,
  heightSteps,
  nodeCount,
  polarMap,
  radiusAt,
  sectorVolumeMl,
} from "./polar-map.ts";

test("a cylinder holds π r² l", () => {
  expect(
    sectorVolumeMl(
      polarMap(() => 25 ** 2),
      80,
    ),
  ).toBeCloseTo((Math.PI * 25 ** 2 * 80) / 1000, 9);
});

test("a half-ellipsoid holds ⅔ π r² l within the error of its straight-sided drawing", () => {
  const profile = polarMap((node) => 30 ** 2 * (1 - (1 - heightOf(node)) ** 2));
  const exact = ((2 / 3) * Math.PI * 30 ** 2 * 90) / 1000;
  expect(Math.abs(sectorVolumeMl(profile, 90) / exact - 1)).toBeLessThan(1 / heightSteps ** 2);
});

test("nodes run round the axis first, then up", () => {
  expect([heightOf(0), angleOf(0)]).toEqual([0, 0]);
  expect(angleOf(angleSteps / 2)).toBeCloseTo(Math.PI, 12);
  expect([heightOf(nodeCount - 1), heightOf(angleSteps)]).toEqual([1, 1 / heightSteps]);
});

test("between nodes squared radii are linear, also across 0°", () => {
  const map = polarMap((node) => (100 * heightOf(node) + Math.cos(angleOf(node))) ** 2);
  const step = (2 * Math.PI) / angleSteps;
  const middle = (map[nodeCount - 1]! + map[nodeCount - angleSteps]!) / 2;
  expect(radiusAt(map, 1, -step / 2)).toBeCloseTo(Math.sqrt(middle), 9);
  expect(radiusAt(map, 0.5, 0)).toBeCloseTo(51, 9);
});

test("differences of angles wrap to half a turn", () => {
  expect(angleBetween(0.1, 2 * Math.PI - 0.1)).toBeCloseTo(0.2, 12);
  expect(angleBetween(0, 3)).toBeCloseTo(-3, 12);
});
