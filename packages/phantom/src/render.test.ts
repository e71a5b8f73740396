import { voxelsPerFrame, voxelVolumeMl } from "@cmrkit/imaging";
import { randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { fieldCount, placer } from "./axial-place.ts";
import { type DrawnMoment, drawnMoment, surfaceDetail } from "./drawn-moment.ts";
import { type Heart, heart, momentOf, scarVolumeMl, volumesAt, wallVolumeMl } from "./heart.ts";
import { label, labelAt } from "./heart-tissue.ts";
import { type RenderedImage, renderCine, renderStill } from "./render.ts";
import { sampleHeart } from "./sample-heart.ts";
import { cineScan } from "./scan.ts";

const quiet = { noiseSigma: 0, breathingSigmaMm: 0, pointSpreadMm: 0, frameCount: 1 };

/** Volume in ml of a label in one frame, by counting voxels. */
function countedMl({ labels: { labels, grid } }: RenderedImage, structure: number, frame = 0): number {
  const voxels = voxelsPerFrame(grid);
  const found = labels.subarray(frame * voxels, (frame + 1) * voxels).reduce((n, l) => n + Number(l === structure), 0);
  return found * voxelVolumeMl(grid.ijkToLps);
}

test("counting points of a fine, oblique lattice gives the true end-systolic volumes within 0.1 percent", () => {
  const whole = heart(sampleHeart("dilated", randomStream("fine dilated")));
  const moment = momentOf(whole, whole.parameters.beat.systolicFraction);
  const counted = latticeVolumesMl(whole, drawnMoment(whole, surfaceDetail(whole), moment));
  expect(Math.abs(counted[label.leftVentricle]! / moment.leftVentricleVolumeMl - 1)).toBeLessThan(1e-3);
  expect(Math.abs(counted[label.rightVentricle]! / moment.rightVentricleVolumeMl - 1)).toBeLessThan(1e-3);
  expect(Math.abs(counted[label.myocardium]! / wallVolumeMl(whole) - 1)).toBeLessThan(1e-3);
});

test("scar is so much of the wall as the parameters say, at rest and at end-systole", () => {
  const whole = heart(sampleHeart("infarcted", randomStream("scarred")));
  for (const phase of [0, whole.parameters.beat.systolicFraction]) {
    const counted = latticeVolumesMl(whole, drawnMoment(whole, surfaceDetail(whole), momentOf(whole, phase)));
    expect(Math.abs(counted[label.infarct]! / scarVolumeMl(whole) - 1)).toBeLessThan(5e-3);
    expect(Math.abs((counted[label.infarct]! + counted[label.myocardium]!) / wallVolumeMl(whole) - 1)).toBeLessThan(
      1e-3,
    );
  }
});

/**
 * Volume in ml of every label, from points 0.9 mm apart on a lattice turned against the heart. It knows the shape only
 * through `labelAt`, so it judges truth and drawing at once.
 */
function latticeVolumesMl(whole: Heart, drawn: DrawnMoment): readonly number[] {
  const stepMm = 0.9;
  const halfLengthMm = whole.lv.lengthMm / 2 + 12;
  const widestMm2 = drawn.moment.rightEndocardiumMm2.reduce((a, b) => Math.max(a, b), 0);
  const reachMm = Math.sqrt(widestMm2 + halfLengthMm ** 2);
  const place = placer(whole);
  const places = new Float64Array(fieldCount);
  const counts = [0, 0, 0, 0, 0];
  for (let a = -reachMm; a < reachMm; a += stepMm) {
    for (let b = -reachMm; b < reachMm; b += stepMm) {
      const x = 0.8 * a + 0.6 * b;
      const turned = 0.8 * b - 0.6 * a;
      for (let c = -reachMm; c < reachMm; c += stepMm) {
        const z = 0.96 * c - 0.28 * turned;
        const y = 0.96 * turned + 0.28 * c;
        if (x * x + y * y > widestMm2 || Math.abs(z) > halfLengthMm) continue;
        place(x, y, z, places, 0);
        counts[labelAt(drawn, places, 0, true)]! += 1;
      }
    }
  }
  return counts.map((count) => (count * stepMm ** 3) / 1000);
}

describe("a usual cine", () => {
  const whole = heart(sampleHeart("normal", randomStream("usual")));
  const scan = cineScan({ matrix: [128, 128], pixelSpacingMm: [2, 2], frameCount: 4 });
  const cine = renderCine(whole, scan, randomStream("noise"));

  test("disc summation of the labels comes near the truth in every frame", () => {
    for (let t = 0; t < scan.frameCount; t++) {
      const { leftMl } = volumesAt(whole, t / scan.frameCount);
      expect(Math.abs(countedMl(cine, label.leftVentricle, t) / leftMl - 1)).toBeLessThan(0.1);
    }
  });

  test("blood is bright, myocardium dark, as bSSFP shows them, and all values are whole and storable", () => {
    const median = (structure: number) => {
      const values = cine.volume.data.filter((_, i) => cine.labels.labels[i] === structure).sort();
      return values[Math.floor(values.length / 2)]!;
    };
    expect(median(label.leftVentricle) / median(label.myocardium)).toBeGreaterThan(2.5);
    expect(median(label.rightVentricle) / median(label.myocardium)).toBeGreaterThan(2.5);
    expect(cine.volume.data.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 15)).toBe(true);
  });

  test("the right ventricle lies on the left of the picture", () => {
    const [columns, rows, slices] = cine.labels.grid.size;
    const middle = cine.labels.labels.subarray(Math.floor(slices / 2) * columns * rows);
    const meanColumn = (structure: number) => {
      const found = Array.from({ length: columns * rows }, (_, i) => i).filter((i) => middle[i] === structure);
      return found.reduce((sum, i) => sum + (i % columns), 0) / found.length;
    };
    expect(meanColumn(label.rightVentricle)).toBeLessThan(meanColumn(label.leftVentricle) - 10);
  });

  test("frames are spread evenly over the beat", () => {
    const beatMs = 60_000 / whole.parameters.beat.heartRateBpm;
    expect(cine.volume.frameTimesMs).toEqual([0, 0.25, 0.5, 0.75].map((phase) => phase * beatMs));
  });
});

test("equal streams give equal bytes, another stream other noise on the same anatomy", () => {
  const whole = heart(sampleHeart("infarcted", randomStream(5)));
  const small = cineScan({
    matrix: [40, 40],
    pixelSpacingMm: [6, 6],
    sliceDistanceMm: 20,
    frameCount: 2,
    breathingSigmaMm: 0,
  });
  const [first, again, other] = ["a", "a", "b"].map((seed) => renderCine(whole, small, randomStream(seed)));
  expect(again!.volume.data).toEqual(first!.volume.data);
  expect(other!.volume.data).not.toEqual(first!.volume.data);
  expect(other!.labels.labels).toEqual(first!.labels.labels);
});

test("the stack holds the whole heart at end-diastole: first and last slice show none of it", () => {
  const whole = heart(sampleHeart("rv-dilated", randomStream(3)));
  const cine = renderCine(whole, cineScan({ ...quiet, matrix: [96, 96], pixelSpacingMm: [3, 3] }), randomStream(0));
  const slice = 96 * 96;
  expect(cine.labels.labels.subarray(-slice).every((l) => l === label.background)).toBe(true);
  expect(momentOf(whole, 0).lengthMm).toBeLessThan(cine.labels.grid.size[2] * 10);
});

describe("stills of an infarcted heart", () => {
  const whole = heart(sampleHeart("infarcted", randomStream("stills")));
  const scan = cineScan({ ...quiet, matrix: [96, 96], pixelSpacingMm: [3, 3] });
  const medians = (image: RenderedImage) =>
    Object.values(label).map((structure) => {
      const values = image.volume.data.filter((_, i) => image.labels.labels[i] === structure).sort();
      return values[Math.floor(values.length / 2)]!;
    });

  test("late enhancement shows the infarct bright in dark muscle, and labels it", () => {
    const lge = renderStill(whole, scan, "lge", randomStream(0));
    const [, , muscle, blood, infarct] = medians(lge);
    expect(infarct!).toBeGreaterThan(5 * muscle!);
    expect(blood!).toBeGreaterThan(5 * muscle!);
    expect(countedMl(lge, label.infarct) / scarVolumeMl(whole)).toBeGreaterThan(0.8);
    expect([lge.volume.frameCount, lge.volume.frameTimesMs]).toEqual([1, undefined]);
  });

  test("maps hold the tissues' times in ms, whatever the coil sees", () => {
    const [, , muscle, blood] = medians(renderStill(whole, scan, "t1_map", randomStream(0)));
    expect([Math.abs(muscle! - 1030) < 15, Math.abs(blood! - 1441) < 15]).toEqual([true, true]);
    expect(Math.abs(medians(renderStill(whole, scan, "t2_map", randomStream(0)))[2]! - 45)).toBeLessThan(4);
  });

  test("a cine labels the scar as the muscle it was", () => {
    expect(renderCine(whole, scan, randomStream(0)).labels.labels.includes(label.infarct)).toBe(false);
  });
});
