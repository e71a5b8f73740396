import { referenceRanges } from "@cmrkit/cardiac";
import { describe, expect, test } from "vitest";
import { beatingLabels, pictureOf, testGrid } from "../testing/beating-heart.ts";
import { analysisOf } from "../testing/study-input.ts";
import { axisTicks } from "./axis-ticks.ts";
import { cropAroundLabels } from "./crop.ts";
import { cropped, greyWindow, toGrey } from "./grey-window.ts";
import { orientationLetters } from "./orientation-letters.ts";
import { rangeBar, rangeText } from "./range-bar.ts";
import { volumeCurves } from "./volume-curves.ts";

test("ticks are round and hold both ends", () => {
  expect(axisTicks(0, 152, 5)).toEqual([0, 50, 100, 150, 200]);
  expect(axisTicks(12, 713, 8)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800]);
  expect(axisTicks(0, 0, 5)).toEqual([0]);
});

describe("the crop", () => {
  test("holds every label with 14 mm around it, or up to the picture's edge", () => {
    // the heart spans i 7–54 and j 11–45 at its largest; 14 mm are 10 pixels of 1.5 mm
    expect(cropAroundLabels(beatingLabels([13]), [0])).toEqual({ i0: 0, j0: 2, width: 64, height: 53 });
  });

  test("is the whole picture where nothing is labelled", () => {
    expect(cropAroundLabels(beatingLabels([-9]), [0])).toEqual({ i0: 0, j0: 0, width: 64, height: 56 });
  });

  test("cuts rows from the right slice and frame", () => {
    const volume = pictureOf(beatingLabels());
    const pixels = cropped(volume, 2, 3, { i0: 5, j0: 7, width: 2, height: 2 });
    const start = (2 * testGrid.size[2] + 3) * 64 * 56 + 7 * 64 + 5;
    expect([...pixels]).toEqual([0, 1, 64, 65].map((step) => volume.data[start + step]));
  });
});

describe("grey levels", () => {
  test("run from black to white and are plain beyond", () => {
    expect([...toGrey(Float32Array.of(0, 10, 15, 20, 99), { black: 10, white: 20 })]).toEqual([0, 0, 128, 255, 255]);
  });

  test("are mid-grey in a picture of one value", () => {
    const volume = { grid: testGrid, frameCount: 1, data: new Float32Array(64 * 56 * 6).fill(7) };
    const crop = { i0: 0, j0: 0, width: 4, height: 1 };
    expect([...toGrey(cropped(volume, 0, 0, crop), greyWindow(volume, [0], crop))]).toEqual([128, 128, 128, 128]);
  });
});

test("directions are named as viewers do, the stronger first", () => {
  expect(orientationLetters([1, 0, 0])).toBe("L");
  expect(orientationLetters([0, -1, 0.1])).toBe("A");
  expect(orientationLetters([-0.5, 0, -0.8])).toBe("FR");
});

describe("a range", () => {
  const range = referenceRanges["leftVentricle.ejectionFractionPercent"].male;
  const lowerOnly = referenceRanges["rightVentricle.ejectionFractionPercent"].male;

  test("is written as limits", () => {
    expect([rangeText(range), rangeText(lowerOnly)]).toEqual(["52–73", "≥ 44"]);
  });

  test("has no more digits than one after the point, small limits two", () => {
    const computed = { ...range, lower: 2.3049, upper: 73.0496 };
    expect(rangeText(computed)).toBe("2.3–73");
    expect(rangeText({ ...computed, upper: null })).toBe("≥ 2.3");
    expect(rangeText({ ...computed, lower: null, upper: 4.256 })).toBe("≤ 4.26");
  });

  test("marks a value within by a dot in the band, one outside by a diamond beyond it", () => {
    const within = rangeBar(60, range).markup;
    const band = /x="([\d.]+)" y="2.5" width="([\d.]+)"/.exec(within)!;
    const [start, width] = [Number(band[1]), Number(band[2])];
    const dot = Number(/cx="([\d.]+)"/.exec(within)![1]);
    expect(dot).toBeCloseTo(start + (width * (60 - 52)) / (73 - 52), 0);
    const below = rangeBar(40, range).markup;
    expect(below).not.toContain("<circle");
    expect(Number(/M([\d.]+) 2l/.exec(below)![1])).toBeLessThan(start);
  });
});

describe("volume curves", () => {
  test("put a frame twice as full twice as high", async () => {
    const { measurements } = await analysisOf();
    const { markup } = volumeCurves(measurements, undefined);
    const circles = [...markup.matchAll(/cy="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(circles).toHaveLength(4); // ED and ES of both ventricles
    const bottom = 200 - 38;
    const [, , leftDiastole, leftSystole] = circles.map((y) => bottom - y);
    const { endDiastolicVolumeMl, endSystolicVolumeMl } = measurements.leftVentricle;
    expect(leftDiastole! / leftSystole!).toBeCloseTo(Number(endDiastolicVolumeMl) / Number(endSystolicVolumeMl), 1);
  });

  test("write letters on the side away from the other ventricle", async () => {
    const { measurements } = await analysisOf();
    const { markup } = volumeCurves(measurements, undefined);
    const marks = [...markup.matchAll(/cy="([\d.]+)"[^>]*\/><text x="[\d.]+" y="([\d.]+)"/g)];
    const letters = marks.map(([, cy, y]) => ({ markY: Number(cy), isBelow: Number(y) > Number(cy) }));
    const [rightDiastole, , leftDiastole] = letters;
    expect(rightDiastole!.isBelow).toBe(rightDiastole!.markY > leftDiastole!.markY);
    expect(leftDiastole!.isBelow).toBe(!rightDiastole!.isBelow);
  });

  test("lift where a frame is not measurable", async () => {
    const { measurements } = await analysisOf({}, {}, beatingLabels([12, 13, -9, 7, 8]));
    const left = volumeCurves(measurements, undefined).markup.match(/<path d="(M[^"]*)" fill="none"/g);
    expect(left?.map((path) => path.match(/M/g)?.length)).toEqual([2, 2]);
  });
});
