import type { Volume } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { segmentPlanes } from "../segments/segment-planes.ts";
import { stackOrientation } from "../segments/stack-orientation.ts";
import { voxelSegments } from "../segments/voxel-segments.ts";
import { MYOCARDIUM } from "../structures.ts";
import { ringHearts } from "../testing/ring-heart.ts";
import { erodedMyocardium } from "./eroded-myocardium.ts";
import { mapValues } from "./segment-values.ts";

const labels = ringHearts([{ cavityMm: 25, wallMm: () => 8 }]);
const orientation = stackOrientation(labels, 0);
if (!("kind" in orientation)) throw new Error(orientation.notMeasurable);
const planes = segmentPlanes(labels, 0, orientation);
if ("notMeasurable" in planes) throw new Error(planes.notMeasurable);
const segments = voxelSegments(labels, 0, planes);

/** Muscle of 1000 ms plus ten times its segment's number; everything else 1800 ms, and half of each at the borders of muscle. */
const inner = erodedMyocardium(labels, 0, 1);
const map: Volume = {
  grid: labels.grid,
  frameCount: 1,
  data: Float32Array.from(labels.labels, (label, at) => {
    const muscle = 1000 + 10 * segments[at]!;
    if (label !== MYOCARDIUM) return 1800;
    return inner[at] === 1 ? muscle : (muscle + 1800) / 2;
  }),
};

const lessPixels = (pixels: number) => ({
  mask: erodedMyocardium(labels, 0, pixels),
  source: `myocardium less ${pixels} pixels`,
});

describe("values of a map by segment", () => {
  test("are those of the muscle once borders are taken off, exactly", () => {
    const values = mapValues(map, lessPixels(1), segments);
    expect(values.region).toBe("myocardium less 1 pixels");
    for (const [n, { mean, standardDeviation }] of values.segments.entries()) {
      expect(mean, `segment ${n + 1}`).toBeCloseTo(1000 + 10 * (n + 1), 6);
      expect(standardDeviation).toBeCloseTo(0, 6);
    }
  });

  test("take in the mixed borders where nothing is taken off", () => {
    expect(mapValues(map, lessPixels(0), segments).segments[0]!.mean).toBeGreaterThan(1050);
  });

  test("are not measurable where too little is left", () => {
    expect(mapValues(map, lessPixels(6), segments).myocardium).toEqual({
      mean: { notMeasurable: "0 voxels are left within the borders; 10 are needed" },
      standardDeviation: { notMeasurable: "0 voxels are left within the borders; 10 are needed" },
      voxels: 0,
    });
  });
});

test("every myocardial voxel of a level lies in one of its segments", () => {
  const [X, Y] = labels.grid.size;
  for (const { sliceIndex, level } of planes) {
    const numbers = new Set(segments.subarray(sliceIndex * X * Y, (sliceIndex + 1) * X * Y));
    const own = { basal: [1, 2, 3, 4, 5, 6], mid: [7, 8, 9, 10, 11, 12], apical: [13, 14, 15, 16] }[level];
    expect([...numbers].sort((a, b) => a - b)).toEqual([0, ...own]);
  }
});

test("a part of a pixel is no erosion", () => {
  expect(() => erodedMyocardium(labels, 0, 0.5)).toThrow(expect.objectContaining({ kind: "argument" }));
});
