/** Segments of hearts without a right ventricle, by insertions that a reader marked. */
import type { LabelVolume } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { RIGHT_VENTRICLE } from "../structures.ts";
import { ringHearts } from "../testing/ring-heart.ts";
import { segmentPlanes } from "./segment-planes.ts";
import { stackOrientation } from "./stack-orientation.ts";
import { voxelSegments } from "./voxel-segments.ts";

const whole = ringHearts([{ cavityMm: 25, wallMm: () => 9 }]);
const withoutRight: LabelVolume = {
  ...whole,
  labels: whole.labels.map((label) => (label === RIGHT_VENTRICLE ? 0 : label)),
};

function planesOf(labels: LabelVolume, marked: Parameters<typeof segmentPlanes>[3] = []) {
  const orientation = stackOrientation(labels, 0);
  if (!("kind" in orientation)) throw new Error(orientation.notMeasurable);
  return segmentPlanes(labels, 0, orientation, marked);
}

test("a marked insertion names the same segments as the right ventricle's label does", () => {
  const labelled = planesOf(whole);
  if ("notMeasurable" in labelled) throw new Error(labelled.notMeasurable);
  // 60° from the middle of the septum, which lies on the left: up left of the wall's centre.
  const at = [54.5 - 30 * Math.cos(Math.PI / 3), 54.5 - 30 * Math.sin(Math.PI / 3)] as const;
  const marked = planesOf(withoutRight, [{ sliceIndex: 3, at }]);
  if ("notMeasurable" in marked) throw new Error(marked.notMeasurable);
  const [byLabel, byMark] = [voxelSegments(whole, 0, labelled), voxelSegments(withoutRight, 0, marked)];
  const different = byLabel.filter((segment, n) => segment !== byMark[n]).length;
  expect(different / byLabel.filter((segment) => segment > 0).length).toBeLessThan(0.1);
});

test("without a label and without a mark there are no segments", () => {
  expect(planesOf(withoutRight)).toEqual({
    notMeasurable: "no right ventricle is labelled and no insertion of it is marked",
  });
});

test("a mark in an apical slice counts for none", () => {
  const last = whole.grid.size[2] - 1;
  expect(planesOf(withoutRight, [{ sliceIndex: last, at: [30, 30] }])).toEqual({
    notMeasurable: "no insertion of the right ventricle is marked in a basal or mid slice with wall",
  });
});

test.each([
  ["in a slice that is not there", { sliceIndex: 99, at: [30, 30] }],
  ["beyond the columns", { sliceIndex: 3, at: [900, 30] }],
] as const)("a mark %s is refused", (_, mark) => {
  expect(() => planesOf(withoutRight, [mark])).toThrow("lies outside the picture");
});
