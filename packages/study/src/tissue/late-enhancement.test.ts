import { isMeasured, labelTables, notMeasurable } from "@cmrkit/cardiac";
import { readNiftiLabels } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import type { StillInput } from "../input/still-input.ts";
import { coloursOf } from "../testing/legends.ts";
import {
  INFARCT_SHARE_PERCENT,
  pictureBy,
  plainLabels,
  scarredGrid,
  scarredLabels,
  VOXEL_ML,
} from "../testing/scarred-heart.ts";
import { measureLateEnhancement, scarMethods } from "./late-enhancement.ts";
import { lateEnhancementFiles, lateEnhancementNames } from "./late-enhancement-files.ts";
import { lateEnhancementReport } from "./late-enhancement-report.ts";

const signal = { blood: 350, infarct: 400, muscle: 60, lung: 20 } as const;
/** Deviations of muscle are even, 6 either way: every rule finds the infarct alone. */
const picture = pictureBy((tissue, voxel) => signal[tissue] + (voxel % 2 === 0 ? 6 : -6));
const options = { software: "cmrkit test" } as const;
const voxelsOf = (number: number) => scarredLabels.labels.labels.filter((label) => label === number).length;
const infarctG = voxelsOf(4) * VOXEL_ML * 1.05;

describe("scar on a stack whose infarct is drawn", () => {
  const enhancement = measureLateEnhancement(picture, scarredLabels, options);
  const { measurements } = enhancement;

  test("has the mass and share that were drawn, by every rule", () => {
    for (const method of scarMethods) {
      const { scarMassG, scarSharePercent, noReflowMassG } = measurements.results[method];
      expect(scarMassG, method).toBeCloseTo(infarctG, 6);
      expect(scarSharePercent, method).toBeCloseTo((100 * voxelsOf(4)) / (voxelsOf(4) + voxelsOf(2)), 6);
      expect(noReflowMassG, method).toBe(0);
    }
    expect(Math.abs(Number(measurements.results.mask.scarSharePercent) - INFARCT_SHARE_PERCENT)).toBeLessThan(0.5);
  });

  test("names its rules: thresholds with their remote myocardium, the half maximum with its core", () => {
    const { results } = measurements;
    expect(results["5sd"].method).toBe(
      "5 standard deviations above the mean of remote myocardium (the darkest sixth of the ventricle, by rule, less 20 % of the wall at either border)",
    );
    expect(results["5sd"].threshold).toBeCloseTo(60 + 5 * 6, 0);
    expect(results.fwhm.method).toBe("half of the maximum within the enhanced core (the infarct as drawn)");
    expect(results.mask).not.toHaveProperty("threshold");
    expect(measurements.method).toBe("5sd");
  });

  test("lies in the segments from the anterior insertion away from the septum", () => {
    const whole = measurements.segments.filter(({ scarSharePercent }) => Number(scarSharePercent["5sd"]) > 90);
    expect(whole.map(({ name }) => name)).toEqual(["basal anterior", "mid anterior"]);
    expect(measurements.orientation).toMatchObject({ kind: "oriented", seenFrom: "apex" });
  });

  test("warns that remote myocardium was chosen by rule, and not of one that a reader drew", () => {
    expect(measurements.warnings.map(({ kind }) => kind)).toEqual(["sequence-not-stated", "remote-by-rule"]);
    const remote = {
      mask: scarredLabels.labels.labels.map((label) => Number(label === 2)),
      source: "drawn by a reader",
    };
    const drawn = measureLateEnhancement(picture, scarredLabels, { ...options, remote }).measurements;
    expect(drawn.warnings.map(({ kind }) => kind)).toEqual(["sequence-not-stated"]);
  });

  test("becomes files: one row a segment, and labels that say what they mean", () => {
    const files = new Map(lateEnhancementFiles(enhancement).map(({ name, content }) => [name, content]));
    expect([...files.keys()].every((name) => lateEnhancementNames.includes(name))).toBe(true);
    const rows = String(files.get("scar-segments.csv")).split("\r\n");
    expect(rows[0]).toBe(`segmentNumber,name,${scarMethods.map((method) => `scarSharePercent_${method}`).join(",")}`);
    expect(rows).toHaveLength(1 + 16 + 1);
    const { labels } = readNiftiLabels(files.get("scar.nii.gz") as Uint8Array);
    expect(labels.labels).toEqual(scarredLabels.labels.labels);
    expect(JSON.parse(String(files.get("scar-labels.json")))).toMatchObject({ 4: "infarct", 5: "noReflow" });
    expect(String(files.get("report.html"))).toContain("Research use only. Not a medical device.");
    expect(JSON.parse(String(files.get("late-enhancement.json")))).toMatchObject({ researchUseOnly: true });
  });
});

test("every colour drawn over the pictures is in the legend, and no other", () => {
  const named = { labels: plainLabels, table: labelTables.cmrkit };
  const pages = [
    lateEnhancementReport(measureLateEnhancement(picture, scarredLabels, options)),
    lateEnhancementReport(measureLateEnhancement(picture, named, { ...options, method: "mask" })),
  ];
  const [whole, withoutScar] = pages.flatMap(coloursOf);
  expect(whole!.keys).toEqual(whole!.drawn);
  expect(whole!.keys.length).toBeGreaterThan(3);
  expect(withoutScar!.keys).toEqual(withoutScar!.drawn);
  expect(withoutScar!.keys).toHaveLength(2);
});

describe("a picture that may be no late enhancement", () => {
  const kindsOf = (still: StillInput) =>
    measureLateEnhancement(still, scarredLabels, options).measurements.warnings.map(({ kind }) => kind);
  const greys = { lung: 20, infarct: 1300 } as const;

  test("of NIfTI goes by the user's word, of DICOM by what its series is recognised as", () => {
    expect(kindsOf(picture)).toEqual(["sequence-not-stated", "remote-by-rule"]);
    const dicom = { ...picture, facts: { ...picture.facts, format: "dicom" as const } };
    expect(kindsOf(dicom)).toEqual(["remote-by-rule"]);
  });

  test.each([
    ["values of native T1", { muscle: 1000, blood: 1600 }],
    ["blood darker than muscle, as in T1 after contrast", { muscle: 500, blood: 370 }],
  ])("%s are doubted", (_, values) => {
    const map = pictureBy((tissue, voxel) => ({ ...greys, ...values })[tissue] + (voxel % 2 === 0 ? 6 : -6));
    expect(kindsOf(map).slice(0, 2)).toEqual(["sequence-doubtful", "sequence-not-stated"]);
  });
});

describe("what cannot be told is not measurable, and the rest is", () => {
  test("segments without a right ventricle", () => {
    const named = { labels: plainLabels, table: labelTables.cmrkit };
    const { measurements } = measureLateEnhancement(picture, named, options);
    const why = { notMeasurable: "no right ventricle is labelled and no insertion of it is marked" };
    expect(measurements.segments[0]!.scarSharePercent["5sd"]).toEqual(why);
    expect(measurements.results["5sd"].scarMassG).toBeCloseTo(infarctG, 6);
  });

  test("scar as drawn, where the table names none", () => {
    const named = { labels: plainLabels, table: labelTables.acdc };
    const { results } = measureLateEnhancement(picture, named, { ...options, method: "mask" }).measurements;
    expect(results.mask.scarSharePercent).toEqual({
      notMeasurable: "the labels have no name for infarct or no-reflow",
    });
    expect(isMeasured(results.fwhm.scarSharePercent)).toBe(true);
  });

  test("masses of pictures whose pixels have no size", () => {
    const why = notMeasurable("the size of the pixels is not known");
    const { measurements } = measureLateEnhancement({ ...picture, voxelSizeUnknown: why }, scarredLabels, options);
    expect(measurements.results["5sd"]).toMatchObject({ scarMassG: why, myocardialMassG: why });
    expect(isMeasured(measurements.results["5sd"].scarSharePercent)).toBe(true);
  });

  test("scar by deviations in a picture of one grey", () => {
    const flat = pictureBy(() => 100);
    const { results } = measureLateEnhancement(flat, scarredLabels, options).measurements;
    expect(results["2sd"].scarMassG).toEqual({
      notMeasurable: "remote myocardium has one intensity only, and so no deviation",
    });
    expect(results.mask.scarMassG).toBeCloseTo(infarctG, 6);
  });
});

test("labels numbered by another convention are refused, and a cavity that lies open is doubted", () => {
  const { labels, table } = scarredLabels;
  const exchanged = { 1: table[1]!, 2: table[3]!, 3: table[2]!, 4: table[4]! };
  expect(() => measureLateEnhancement(picture, { labels, table: exchanged }, options)).toThrow(/^expected cavity/);
  const size = labels.grid.size[0];
  const open = labels.labels.map((label, at) => (label !== 3 && at % size < size / 2 ? 0 : label));
  const halved = { labels: { ...labels, labels: open }, table };
  const { warnings } = measureLateEnhancement(picture, halved, options).measurements;
  expect(warnings.map(({ kind }) => kind)).toContain("label-order-doubtful");
});

test("labels without myocardium, or of several frames, are refused", () => {
  const { labels, table } = scarredLabels;
  const empty = { labels: { ...labels, labels: labels.labels.map(() => 0) }, table };
  expect(() => measureLateEnhancement(picture, empty, options)).toThrow(expect.objectContaining({ kind: "input" }));
  const twice = { grid: scarredGrid, frameCount: 2, labels: Uint8Array.from([...labels.labels, ...labels.labels]) };
  expect(() => measureLateEnhancement(picture, { labels: twice, table }, options)).toThrow("the labels have 2 frames");
});
