import type { Volume } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { gridOf, paintAtMm } from "../testing/shapes.ts";
import { darkestSector } from "./darkest-sector.ts";
import { thresholdAboveRemote, thresholdAtHalfMaximum } from "./enhancement-threshold.ts";
import type { Region } from "./region.ts";
import { ENHANCED, NO_REFLOW, scarAbove, scarMeasures } from "./scar.ts";

/** Three slices of a ring from 20 to 30 mm; 1 × 1 × 8 mm, so 0.008 ml a voxel. */
const grid = gridOf([80, 80, 3], [1, 1, 8]);
const direction = (x: number, y: number) => ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
const labels = paintAtMm(grid, (x, y) => {
  const radius = Math.hypot(x, y);
  if (radius <= 20) return LEFT_VENTRICLE;
  return radius <= 30 ? MYOCARDIUM : 0;
});

/** A picture from a rule of radius and direction, in degrees. */
function pictureOf(intensityAt: (radius: number, degrees: number, n: number) => number): Volume {
  let n = 0;
  const data: number[] = [];
  paintAtMm(grid, (x, y) => {
    data.push(intensityAt(Math.hypot(x, y), direction(x, y), n++));
    return 0;
  });
  return { grid, frameCount: 1, data: Float32Array.from(data) };
}

/** Muscle of 100 ± 10 (alternately), blood of 400, and an infarct of 300 from 60° to 132°, a fifth of the ring. */
const isInfarct = (degrees: number) => degrees >= 60 && degrees < 132;
const image = pictureOf((radius, degrees, n) => {
  if (radius <= 20) return 400;
  if (radius > 30) return 50;
  return isInfarct(degrees) ? 300 : 100 + (n % 2 === 0 ? 10 : -10);
});
const regionOf = (holds: (degrees: number) => boolean): Region => ({
  mask: Uint8Array.from(pictureOf((radius, degrees) => Number(radius > 20 && radius <= 30 && holds(degrees))).data),
  source: "drawn by a reader",
});
const remote = regionOf((degrees) => degrees > 220 && degrees < 320);

function found(threshold: ReturnType<typeof thresholdAboveRemote>) {
  if (!("kind" in threshold)) throw new Error(threshold.notMeasurable);
  return threshold;
}

describe("an infarct in a fifth of the ring", () => {
  test.each([2, 3, 5, 6] as const)(
    "is found by %i deviations above remote muscle, whose threshold says so",
    (multiple) => {
      const threshold = found(thresholdAboveRemote(image, remote, multiple));
      expect(threshold.intensity).toBeCloseTo(100 + 10 * multiple, 0);
      expect(threshold.method).toBe(
        `${multiple} standard deviations above the mean of remote myocardium (drawn by a reader)`,
      );
      const { scarSharePercent } = scarMeasures(labels, scarAbove(image, labels, threshold));
      expect(Math.abs(Number(scarSharePercent) - 20)).toBeLessThan(0.7);
    },
  );

  test("is found by half of its maximum, whatever scale the picture has", () => {
    const core = regionOf((degrees) => degrees > 80 && degrees < 100);
    const threshold = found(thresholdAtHalfMaximum(image, core, remote));
    expect(threshold.intensity).toBe(150);
    expect(
      Math.abs(Number(scarMeasures(labels, scarAbove(image, labels, threshold)).scarSharePercent) - 20),
    ).toBeLessThan(0.7);
  });

  test("weighs its volume times 1.05 g/ml", () => {
    const scar = scarAbove(image, labels, found(thresholdAboveRemote(image, remote, 5)));
    const voxels = scar.mask.filter((value) => value === ENHANCED).length;
    const { scarMassG, myocardialMassG, noReflowMassG } = scarMeasures(labels, scar);
    expect(scarMassG).toBeCloseTo(voxels * 0.008 * 1.05, 9);
    expect(Math.abs(Number(myocardialMassG) - Math.PI * (900 - 400) * 24e-3 * 1.05)).toBeLessThan(0.5);
    expect(noReflowMassG).toBe(0);
  });

  test("is shared out to segments", () => {
    const segments = pictureOf((radius, degrees) => (radius > 20 && radius <= 30 ? 1 + Math.floor(degrees / 60) : 0));
    const scar = scarAbove(image, labels, found(thresholdAboveRemote(image, remote, 5)));
    const map = Uint8Array.from(segments.data, (value, at) => (labels.labels[at] === MYOCARDIUM ? value : 0));
    const shares = scarMeasures(labels, scar, map).segmentScarSharePercent;
    expect(shares).toHaveLength(16);
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBe(100); // 60–120°
    expect(Math.abs(Number(shares[2]) - 20)).toBeLessThan(3); // 120–132° of 60
    expect(shares[6]).toEqual({ notMeasurable: "no myocardium lies in the segment" });
  });
});

describe("no-reflow", () => {
  const threshold = { kind: "threshold", intensity: 200, method: "by hand" } as const;
  const darkCore = (inner: number, outer: number) =>
    pictureOf((radius, degrees) => {
      const isCore = degrees > 80 && degrees < 110 && radius > inner && radius <= outer;
      return radius > 30 || isCore || !isInfarct(degrees) ? 100 : 300;
    });

  test("is the dark core within the enhanced or at the cavity, counts as scar, and is reported", () => {
    for (const core of [darkCore(22, 27), darkCore(20, 24)]) {
      const scar = scarAbove(core, labels, threshold);
      expect(scar.mask).toContain(NO_REFLOW);
      const { scarSharePercent, noReflowSharePercent } = scarMeasures(labels, scar);
      expect(Math.abs(Number(scarSharePercent) - 20)).toBeLessThan(0.7);
      expect(noReflowSharePercent).toBeGreaterThan(1);
    }
  });

  test("is no dark muscle that reaches the epicardium", () => {
    expect(scarAbove(darkCore(25, 30), labels, threshold).mask).not.toContain(NO_REFLOW);
  });
});

describe("remote myocardium by rule", () => {
  test("lies where the picture is darkest, away from the infarct, and says what it is", () => {
    const region = darkestSector(image, labels);
    if (!("mask" in region)) throw new Error(region.notMeasurable);
    const dark = image.data.filter((_, at) => region.mask[at] === 1);
    expect(Math.max(...dark)).toBeLessThanOrEqual(110);
    expect(region.source).toBe("the darkest sixth of the ventricle, by rule");
  });

  test("is none without myocardium", () => {
    expect(darkestSector(image, { ...labels, labels: labels.labels.map(() => 0) })).toHaveProperty("notMeasurable");
  });
});

describe("what is refused or not measurable", () => {
  test("a remote region of a few voxels, or of one intensity", () => {
    const few = {
      mask: remote.mask.map((inside, at) => Number(inside === 1 && at < remote.mask.indexOf(1) + 5)),
      source: "spot",
    };
    expect(thresholdAboveRemote(image, few, 5)).toHaveProperty(
      "notMeasurable",
      expect.stringContaining("20 are needed"),
    );
    const flat = { ...image, data: image.data.map(() => 7) };
    expect(thresholdAboveRemote(flat, remote, 5)).toEqual({
      notMeasurable: "remote myocardium has one intensity only, and so no deviation",
    });
  });

  test("half of the maximum in a picture whose muscle is not dark", () => {
    const core = regionOf((degrees) => degrees > 80 && degrees < 100);
    const offset = { ...image, data: image.data.map((intensity) => intensity + 200) };
    expect(thresholdAtHalfMaximum(offset, core, remote)).toEqual({
      notMeasurable: "half of the core's maximum is not above remote myocardium: the picture is offset or not nulled",
    });
  });

  test("a scar outside the myocardium", () => {
    const mask = labels.labels.map((label) => Number(label === LEFT_VENTRICLE));
    expect(() => scarMeasures(labels, { mask, method: "by hand" })).toThrow(
      expect.objectContaining({ kind: "argument" }),
    );
  });

  test("a heart without myocardium has no share, and no mass of zero", () => {
    const none = { ...labels, labels: labels.labels.map(() => 0) };
    const empty = { mask: new Uint8Array(none.labels.length), method: "by hand" };
    expect(scarMeasures(none, empty).scarMassG).toEqual({
      notMeasurable: "no left ventricular myocardium is labelled",
    });
  });
});
