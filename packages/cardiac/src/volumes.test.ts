import { fromColumns, type LabelVolume, makeGrid, type Vector3 } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { blockHearts, gridOf, paint, paintAtMm, withoutSlice } from "./testing/shapes.ts";
import { sliceExtent, structureVolumeMl } from "./volumes.ts";

const lvVolume = (labels: LabelVolume) => structureVolumeMl(labels, "leftVentricleBloodPool", 0);

/** Lengths in mm. The half-ellipsoid is cut at z = 0. */
const shapes = {
  cylinder: {
    inside: (x: number, y: number, z: number) => x * x + y * y <= 400 && Math.abs(z) <= 25,
    ml: (Math.PI * 400 * 50) / 1000,
  },
  ellipsoid: {
    inside: (x: number, y: number, z: number) => (x / 20) ** 2 + (y / 17) ** 2 + (z / 30) ** 2 <= 1,
    ml: ((4 / 3) * Math.PI * 20 * 17 * 30) / 1000,
  },
  "half-ellipsoid shell": {
    inside: (x: number, y: number, z: number) =>
      z <= 0 && (x / 24) ** 2 + (y / 24) ** 2 + (z / 42) ** 2 <= 1 && (x / 16) ** 2 + (y / 16) ** 2 + (z / 34) ** 2 > 1,
    ml: ((2 / 3) * Math.PI * (24 * 24 * 42 - 16 * 16 * 34)) / 1000,
  },
};

/** Voxel spacings with the relative error that painting leaves: by hand, six 10 mm slices of the ellipsoid lack 2.8 %. */
const grids: readonly { spacing: Vector3; size: Vector3; bound: number }[] = [
  { spacing: [1.25, 1.25, 1.25], size: [70, 70, 70], bound: 0.005 },
  { spacing: [0.9, 1.3, 4], size: [96, 68, 22], bound: 0.01 },
  { spacing: [1.4, 1.4, 10], size: [62, 62, 9], bound: 0.04 },
];

for (const [name, { inside, ml }] of Object.entries(shapes)) {
  for (const { spacing, size, bound } of grids) {
    for (const tilt of [0, 33]) {
      test(`${name} on ${spacing.join(" × ")} mm voxels turned by ${tilt}° has its volume`, () => {
        const labels = paintAtMm(gridOf(size, spacing, tilt), (x, y, z) => (inside(x, y, z) ? 3 : 0));
        const relative = Math.abs(Number(lvVolume(labels)) - ml) / ml;
        // The cut planes of cylinder and half-ellipsoid fall between or on slices when nothing is turned.
        const planes = name !== "ellipsoid" && tilt === 0 ? spacing[2] / 70 : 0;
        expect(relative).toBeLessThan(bound + planes);
      });
    }
  }
}

test("a volume is a count of voxels times the voxel's volume, exactly", () => {
  expect(lvVolume(blockHearts([{ cavity: 20, rightCavity: 10 }]))).toBeCloseTo(20 * 20 * 8 * 0.04, 10);
});

test("a sheared stack counts the distance between slice planes, not along the shifted centres", () => {
  const sheared = makeGrid(
    [4, 4, 2],
    fromColumns("ijk", "lps", { iAxis: [2, 0, 0], jAxis: [0, 2, 0], kAxis: [3, 0, 10], origin: [0, 0, 0] }),
  );
  expect(lvVolume(paint(sheared, () => 3))).toBeCloseTo((32 * 2 * 2 * 10) / 1000, 12);
});

test("a structure that is nowhere labelled has no volume, not zero", () => {
  const labels = blockHearts([{ cavity: 20, rightCavity: 0 }]);
  expect(structureVolumeMl(labels, "rightVentricleBloodPool", 0)).toEqual({
    notMeasurable: "no right ventricular cavity is labelled in frame 0",
  });
});

test("an empty slice between labelled ones makes the volume not measurable, naming slice and frame", () => {
  const whole = blockHearts([
    { cavity: 20, rightCavity: 10 },
    { cavity: 10, rightCavity: 5 },
  ]);
  const labels = withoutSlice(whole, 3, 4, 1);
  expect(structureVolumeMl(labels, "leftVentricleBloodPool", 1)).toEqual({
    notMeasurable: "left ventricular cavity is missing in slice 4 of frame 1, between labelled slices 1 and 8",
  });
  expect(structureVolumeMl(labels, "leftVentricleBloodPool", 0)).toBeCloseTo(128, 10);
  expect(sliceExtent(labels, "leftVentricleBloodPool", 1).missingSlices).toEqual([4]);
});

test("an empty slice at the end of the labelled ones is no gap", () => {
  const labels = withoutSlice(blockHearts([{ cavity: 20, rightCavity: 10 }]), 3, 8, 0);
  expect(lvVolume(labels)).toBeCloseTo(112, 10);
});
