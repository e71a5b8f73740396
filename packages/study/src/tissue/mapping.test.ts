import { isMeasured } from "@cmrkit/cardiac";
import { describe, expect, test } from "vitest";
import { coloursOf } from "../testing/legends.ts";
import { pictureBy, scarredGrid, scarredLabels } from "../testing/scarred-heart.ts";
import type { TimeUnit } from "./map-unit.ts";
import { type MappingOptions, type MapToMeasure, measureMaps } from "./mapping.ts";
import { mappingFiles, mappingNames } from "./mapping-files.ts";

type Times = Readonly<Record<"blood" | "muscle" | "infarct" | "lung", number>>;
const native: Times = { blood: 1600, muscle: 1000, infarct: 1200, lung: 0 };
const post: Times = { blood: 400, muscle: 500, infarct: 400, lung: 0 };
const t2: Times = { blood: 250, muscle: 46, infarct: 60, lung: 0 };
/** ΔR1: blood 3/1600, muscle 1/1000. */
const MUSCLE_ECV = 100 * 0.6 * (1 / 1000 / (3 / 1600));

function mapOf(times: Times, changes: Partial<MapToMeasure> = {}, factor = 1): MapToMeasure {
  return { still: pictureBy((tissue) => times[tissue] * factor), named: scarredLabels, ...changes };
}

const options: MappingOptions = { software: "cmrkit test", haematocrit: 0.4 };
const { measurements, regions } = measureMaps(
  { t1Native: mapOf(native), t1PostContrast: mapOf(post), t2: mapOf(t2) },
  options,
);
const segmentNamed = (name: string) => measurements.segments.find((segment) => segment.name === name)!;

describe("maps", () => {
  test("show the values of each segment that were drawn", () => {
    expect(segmentNamed("mid inferior").maps).toMatchObject({
      t1Native: { mean: 1000, standardDeviation: 0 },
      t2: { mean: 46 },
    });
    expect(Number(segmentNamed("mid anterior").maps.t1Native!.mean)).toBeGreaterThan(1150);
  });

  test("show the extracellular volume of each segment by the means of both maps, in its own blood", () => {
    expect(segmentNamed("mid inferior").extracellularVolumePercent).toBeCloseTo(MUSCLE_ECV, 3);
    expect(measurements.maps.t1Native!.blood.mean).toBe(1600);
    expect(segmentNamed("mid inferior").partitionCoefficient).toBeCloseTo(1 / 1000 / (3 / 1600), 6);
  });

  test("say how much of the wall was left out, and of whom no range is known", () => {
    expect(measurements.conventions).toMatchObject({ erosionShare: 0.2 });
    expect(measurements.maps.t2!.region).toBe("myocardium less 20 % of the wall at either border");
    expect(measurements.scores).toEqual({});
  });

  test("become files: a row a segment, and the voxels that were read", () => {
    const files = new Map(mappingFiles({ measurements, regions }).map(({ name, content }) => [name, content]));
    expect([...files.keys()].sort()).toEqual([...mappingNames].sort());
    const [heading, first] = String(files.get("map-segments.csv")).split("\r\n");
    expect(heading).toBe(
      "segmentNumber,name,t1NativeMs,t1NativeSdMs,t1NativeVoxels,t1PostContrastMs,t1PostContrastSdMs,t1PostContrastVoxels,t2Ms,t2SdMs,t2Voxels,partitionCoefficient,extracellularVolumePercent",
    );
    expect(first).toMatch(/^1,basal anterior,\d/);
    const page = String(files.get("report.html"));
    expect(page).toContain("Research use only. Not a medical device.");
    for (const { drawn, keys } of coloursOf(page)) expect([keys.length, keys]).toEqual([2, drawn]);
  });
});

describe("extracellular volume", () => {
  test("is not had without a haematocrit, but its partition coefficient is", () => {
    const given = { t1Native: mapOf(native), t1PostContrast: mapOf(post) };
    const { measurements: without } = measureMaps(given, { software: "cmrkit test" });
    expect(without.extracellularVolumePercent).toEqual({ notMeasurable: "no haematocrit is given" });
    expect(isMeasured(without.partitionCoefficient!)).toBe(true);
  });

  test("is not had from one map, and nobody is asked for it with T2 alone", () => {
    const one = measureMaps({ t1Native: mapOf(native) }, options).measurements;
    expect(one.extracellularVolumePercent).toEqual({ notMeasurable: "no T1 after contrast is given" });
    expect(measureMaps({ t2: mapOf(t2) }, options).measurements).not.toHaveProperty("extracellularVolumePercent");
  });

  test("is refused with a haematocrit in percent", () => {
    expect(() => measureMaps({ t1Native: mapOf(native) }, { ...options, haematocrit: 42 })).toThrow(
      expect.objectContaining({ kind: "argument" }),
    );
  });
});

describe("units", () => {
  const measured = (factor: number, changes: Partial<MapToMeasure> = {}) =>
    measureMaps({ t2: mapOf(t2, changes, factor) }, options).measurements;

  test.each([
    ["s", 0.001],
    ["us", 1000],
    ["0.1ms", 10],
    ["ms", 1],
  ] as const)("of %s are brought to ms where the caller states them", (unit, factor) => {
    const { maps, warnings } = measured(factor, { unit });
    expect(maps.t2!.myocardium.mean).toBeCloseTo(Number(measurements.maps.t2!.myocardium.mean), 3);
    expect(maps.t2!.unit).toEqual({ stored: unit, statedBy: "caller" });
    expect(warnings).toEqual([]);
  });

  test("that nobody states are ms with a warning where the values fit", () => {
    const { maps, warnings } = measured(1);
    expect(maps.t2!.unit).toEqual({ stored: "ms", statedBy: "nobody" });
    expect(warnings.map(({ kind }) => kind)).toEqual(["unit-not-stated"]);
  });

  test.each([
    ["tenths of ms, as scanners store T2", 10, "0.1ms would fit"],
    ["s", 0.001, "s would fit"],
    ["us", 1000, "us would fit"],
  ])("that nobody states are refused where the values do not fit: %s", (_, factor, hint) => {
    expect(() => measured(factor)).toThrow(
      expect.objectContaining({ kind: "unit", message: expect.stringContaining(hint) }),
    );
  });

  const [X, Y, Z] = scarredGrid.size;
  const stated = (unit: string, factorOf: (k: number) => number) => {
    const scales = Array.from({ length: Z }, (_, k) => ({ factor: factorOf(k), offset: 0 }));
    return { kind: "stated", unit, scales } as const;
  };

  test("that the file states are used, with the mapping of each slice", () => {
    const sliceOf = (voxel: number) => Math.floor(voxel / (X * Y));
    const picture = pictureBy((tissue, voxel) => t2[tissue] * 2 ** sliceOf(voxel));
    const still = { ...picture, unit: stated("ms", (k) => 0.5 ** k) };
    const { maps, warnings } = measured(1, { still });
    expect(maps.t2!.myocardium.mean).toBeCloseTo(Number(measurements.maps.t2!.myocardium.mean), 3);
    expect(maps.t2!.unit.statedBy).toBe("file");
    expect(warnings).toEqual([]);
  });

  test.each([
    ["when file and caller disagree", "ms", "s", "and s was given"],
    ["when the file states what is no time", "Hz", undefined, 'states the unit "Hz"'],
  ] as const)("are refused %s", (_, ofFile, unit: TimeUnit | undefined, says) => {
    const still = { ...mapOf(t2).still, unit: stated(ofFile, () => 1) };
    expect(() => measured(1, { still, unit })).toThrow(
      expect.objectContaining({ kind: "unit", message: expect.stringContaining(says) }),
    );
  });

  test("stated wrongly give a warning with the values", () => {
    expect(measured(1, { unit: "s" }).warnings.map(({ kind }) => kind)).toEqual(["values-implausible"]);
  });
});

test("a local reference gives z-scores with its source", () => {
  const reference = { mean: 50, standardDeviation: 2, source: "our 1.5 T, 40 volunteers" };
  const { scores, maps } = measureMaps(
    { t2: mapOf(t2) },
    { ...options, references: { t2Ms: reference, t1NativeMs: { ...reference, mean: 1000 } } },
  ).measurements;
  expect(scores.t2Ms).toEqual({ zScore: (Number(maps.t2!.myocardium.mean) - 50) / 2, reference });
  expect(scores.t1NativeMs?.zScore).toEqual({ notMeasurable: "no map for it is given" });
});
