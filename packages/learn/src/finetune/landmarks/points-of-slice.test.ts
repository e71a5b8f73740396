import { expect, test } from "vitest";
import type { CasePixels, LabelName } from "../../datasets/data-set.ts";
import { cutEllipse, drawn } from "../../landmarks/testing/shapes.ts";
import { prepareImage } from "../prepared-image.ts";
import { nativePoint, preparedPoint } from "./plane-grids.ts";
import { pointsOfSlice } from "./points-of-slice.ts";
import { labelSlices, preparedSlices } from "./slices.ts";

const size = { X: 60, Y: 50 };
const marks = { from: "points", names: ["apex", "base"] } as const;

function slice(labels?: Uint8Array, labelNames: readonly LabelName[] = []): CasePixels {
  const data = new Float32Array(size.X * size.Y);
  return { data, size: [1, 1, size.Y, size.X], spacingMm: null, labelNames, ...(labels && { labels }) };
}

test("marked points come in the order of the configuration", () => {
  const points = pointsOfSlice(marks, { base: [5, 6], other: [0, 0], apex: [59.5, 2] }, slice(), 1);
  expect(points).toEqual({
    kind: "known",
    points: [
      [59.5, 2],
      [5, 6],
    ],
  });
});

test.each([
  ["a point that nobody marked", { apex: [5, 5] as const }, 1, "nobody marked base"],
  ["a point outside", { apex: [5, 5], base: [60, 2] } as const, 1, "base is marked outside of the image"],
  ["a stack", { apex: [5, 5], base: [6, 2] } as const, 3, "points are marked in a plane, and the image is a stack"],
])("%s is told", (_, marked, slices, because) => {
  expect(pointsOfSlice(marks, marked, slice(), slices)).toEqual({ kind: "not measurable", because });
});

test("the cavity is found by its name, whatever else is labelled", () => {
  const half = drawn(size, cutEllipse({ centre: [25, 25], degrees: 0 }, { length: 28, halfWidth: 10, beyond: 0 }));
  const names: LabelName[] = ["leftVentricularMyocardium", "leftVentricleBloodPool"];
  const source = { from: "four-chamber mask", septum: "left hand" } as const;
  const labels = half.map((inside, at) => (inside ? 2 : Number(at % 7 === 0)));
  const found = pointsOfSlice(source, undefined, slice(labels, names), 1);
  if (found.kind !== "known") throw new Error(found.because);
  const [apex, septal, lateral] = found.points;
  expect(Math.hypot(apex![0] - 53, apex![1] - 25)).toBeLessThan(2);
  expect(septal![1]).toBeLessThan(17);
  expect(lateral![1]).toBeGreaterThan(33);
  const nothing = pointsOfSlice(source, undefined, slice(labels, ["rightVentricleBloodPool", "leftAtrium"]), 1);
  expect(nothing).toEqual({ kind: "not measurable", because: "there is no left ventricular cavity" });
  expect(pointsOfSlice(source, undefined, slice(), 1)).toEqual({ kind: "not measurable", because: "there is no mask" });
});

test("insertion points of the right ventricle are found with infarct as muscle, whatever the order of labels", () => {
  const shell = (x: number, y: number) => Math.hypot(x - 35, y - 25);
  const labelAt = (x: number, y: number) => {
    if (shell(x, y) < 8) return 2; // cavity
    if (shell(x, y) < 13) return x < 35 ? 3 : 1; // the septum is infarcted
    return x < 27 && shell(x, y) < 22 && Math.abs(y - 25) < 12 ? 4 : 0;
  };
  const names: LabelName[] = [
    "leftVentricularMyocardium",
    "leftVentricleBloodPool",
    "infarct",
    "rightVentricleBloodPool",
  ];
  const source = { from: "short-axis mask", seenFrom: "apex" } as const;
  const found = pointsOfSlice(source, undefined, slice(drawn(size, labelAt), names), 9);
  if (found.kind !== "known") throw new Error(found.because);
  const [anterior, inferior] = found.points;
  expect(anterior![1]).toBeLessThan(20);
  expect(inferior![1]).toBeGreaterThan(30);
});

test("slices keep their channels and labels", () => {
  const stack: CasePixels = {
    data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    size: [2, 2, 1, 2],
    spacingMm: [8, 1, 1],
    labels: Uint8Array.of(0, 1, 1, 0),
    labelNames: ["leftAtrium"],
  };
  expect([...labelSlices(stack)[1]!.labels!]).toEqual([1, 0]);
  const native = { size: [2, 1, 2], spacingMm: [8, 1, 1] } as const;
  const [, second] = preparedSlices({ ...stack, centre: [0.5, 0], spacing: [8, 1, 1], native });
  expect([...second!.data]).toEqual([3, 4, 7, 8]);
  expect([second!.size, second!.native.size]).toEqual([
    [2, 1, 1, 2],
    [1, 1, 2],
  ]);
});

test("points go to the pixels of networks and back about the common centre", () => {
  const grid = {
    size: 8,
    slices: null,
    pixelMm: 2,
    sliceMm: null,
    longSideWithoutSpacing: 15,
    clipPercentiles: [0, 100],
  } as const;
  const spaced = prepareImage({ ...slice(), spacingMm: [8, 1, 1.5] }, grid, undefined, "");
  expect(spaced.size).toEqual([1, 1, 25, 45]);
  // 2 mm are 1.333 pixels along x, 2 along y; both middles coincide
  expect(preparedPoint(spaced, [29.5 + 4, 24.5 - 6])).toEqual([22 + 3, 12 - 3]);
  const unknown = prepareImage(slice(), grid, undefined, "");
  expect(preparedPoint(unknown, [29.5 + 8, 24.5])[0]).toBeCloseTo(7 + 2, 10);
  const [x, y] = nativePoint(spaced, preparedPoint(spaced, [3.25, 41]));
  expect([x, y]).toEqual([expect.closeTo(3.25, 10), expect.closeTo(41, 10)]);
});
