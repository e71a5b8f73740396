import type { LabelVolume, Volume } from "@cmrkit/imaging";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { measureFunction } from "./measure-function.ts";
import { papillaryByThreshold } from "./papillary.ts";
import { blockHearts } from "./testing/shapes.ts";

const hearts = blockHearts([
  { cavity: 20, rightCavity: 10 },
  { cavity: 10, rightCavity: 5 },
]);

/** Two papillary muscles, 2 × 2 voxels in the middle of the cavity, in every slice: 8 · 4 · 0.04 · 2 = 2.56 ml. */
function isPapillary(at: number, { grid }: LabelVolume): boolean {
  const i = at % grid.size[0];
  const j = Math.floor(at / grid.size[0]) % grid.size[1];
  return (i === 46 || i === 47) && ((j >= 14 && j < 16) || (j >= 24 && j < 26));
}

/** Bright blood, dark muscle, with noise; the second frame is dimmer, as inflow makes it. */
function pictureOf(labels: LabelVolume, blood = 300, muscle = 100): Volume {
  const random = randomStream("papillary");
  const frame = labels.labels.length / labels.frameCount;
  const data = Float32Array.from(labels.labels, (label, at) => {
    const isBlood = label === 1 || (label === 3 && !isPapillary(at, labels));
    const gain = at < frame ? 1 : 0.6;
    return gain * (isBlood ? blood : label === 0 ? 40 : muscle) + 8 * random.normal();
  });
  return { grid: labels.grid, frameCount: labels.frameCount, data };
}

test("dark voxels within the cavity become myocardium, in each frame by its own threshold", () => {
  const { labels, movedVoxels, thresholds } = papillaryByThreshold(pictureOf(hearts), hearts);
  expect(movedVoxels).toEqual([64, 64]);
  expect(thresholds[0]).toBeCloseTo(200, -1);
  expect(thresholds[1]).toBeCloseTo(120, -1);
  const wrong = labels.labels.findIndex((label, at) => {
    const expected = hearts.labels[at] === 3 && isPapillary(at, hearts) ? 2 : hearts.labels[at];
    return label !== expected;
  });
  expect(wrong).toBe(-1);
});

test("volumes fall and mass grows by exactly the muscle moved", () => {
  const { labels } = papillaryByThreshold(pictureOf(hearts), hearts);
  const inMass = measureFunction(labels, { papillaryMuscles: "mass" });
  const inCavity = measureFunction(hearts);
  const movedMl = 64 * 0.04;
  expect(inMass.leftVentricle.endDiastolicVolumeMl).toBeCloseTo(128 - movedMl, 9);
  expect(inMass.leftVentricle.endSystolicVolumeMl).toBeCloseTo(64 - movedMl, 9);
  const gained = Number(inMass.leftVentricle.endDiastolicMassG) - Number(inCavity.leftVentricle.endDiastolicMassG);
  expect(gained).toBeCloseTo(movedMl * 1.05, 9);
  expect(inMass.conventions.papillaryMuscles).toBe("mass");
});

test("scaling and shifting intensities moves the same voxels", () => {
  const picture = pictureOf(hearts);
  const other = { ...picture, data: picture.data.map((value) => 3 * value + 50) };
  expect(papillaryByThreshold(other, hearts).labels).toEqual(papillaryByThreshold(picture, hearts).labels);
});

test("a picture whose blood is dark is refused", () => {
  expect(() => papillaryByThreshold(pictureOf(hearts, 50, 100), hearts)).toThrow(
    expect.objectContaining({ kind: "no-contrast", details: { frame: 0 } }),
  );
});

test("a frame without cavity has no threshold and keeps its labels", () => {
  const lost = blockHearts([
    { cavity: 20, rightCavity: 10 },
    { cavity: 0, rightCavity: 5 },
  ]);
  const { movedVoxels, thresholds } = papillaryByThreshold(pictureOf(lost), lost);
  expect(movedVoxels[1]).toBe(0);
  expect(thresholds[1]).toBeNull();
});

test("a picture of another length is refused", () => {
  const picture = pictureOf(blockHearts([{ cavity: 20, rightCavity: 10 }]));
  expect(() => papillaryByThreshold(picture, hearts)).toThrow(expect.objectContaining({ kind: "frame" }));
});
