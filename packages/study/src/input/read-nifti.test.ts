import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnsOf, fromColumns, makeGrid, type Volume, writeNifti } from "@cmrkit/imaging";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { beatingLabels, pictureOf, testGrid } from "../testing/beating-heart.ts";
import { fakeSegmenter } from "../testing/fake-segmenter.ts";
import { readNiftiCine, readNiftiPair } from "./read-nifti.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmrkit-nifti-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function written(name: string, volume: Volume): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, writeNifti(volume));
  return path;
}

describe("times of frames", () => {
  const labels = beatingLabels(Array.from({ length: 20 }, (_, t) => 9 + 3 * Math.cos((2 * Math.PI * t) / 20)));
  const cine = (intervalMs: number) =>
    written("cine.nii", { ...pictureOf(labels), frameTimesMs: Array.from({ length: 20 }, (_, t) => t * intervalMs) });

  test("that span a heart beat give rates", async () => {
    const input = await readNiftiCine(await cine(40));
    expect(input.warnings).toEqual([]);
    const { rates } = (await analyse(input, fakeSegmenter(labels), { software: "cmrkit test" })).measurements;
    expect(rates.leftVentricle.peakEjectionRateMlPerS).toBeTypeOf("number");
  });

  test.each([
    ["1 s that converters leave", 1000, "1 s × 20 frames"],
    ["a mistaken unit", 0.04, "0.04 ms × 20 frames"],
  ])("by %s give a warning and no rates; volumes stay", async (_, intervalMs, said) => {
    const input = await readNiftiCine(await cine(intervalMs));
    expect(input.volume).not.toHaveProperty("frameTimesMs");
    expect(input.warnings).toEqual([
      { kind: "frame-interval-implausible", message: expect.stringContaining(`(${said}) is no heart beat of 20–300`) },
    ]);
    const { measurements } = await analyse(input, fakeSegmenter(labels), { software: "cmrkit test" });
    const why = { notMeasurable: `the frame interval in the header (${said}) is no heart beat` };
    expect(new Set(Object.values(measurements.rates.leftVentricle))).toEqual(new Set([why]));
    expect(measurements.leftVentricle.ejectionFractionPercent).toBeTypeOf("number");
  });
});

describe("fewer than three slices are no stack", () => {
  const picture = (slices: number, frameCount: number): Volume => {
    const grid = makeGrid([4, 4, slices], fromColumns("ijk", "lps", columnsOf(testGrid.ijkToLps)));
    return { grid, frameCount, data: new Float32Array(16 * slices * frameCount) };
  };

  test.each([1, 2])("%i of a cine", async (slices) => {
    const path = await written("cine.nii", picture(slices, 5));
    const message = `a short-axis cine needs at least 3 parallel slices; found ${slices} in ${path}`;
    await expect(readNiftiCine(path)).rejects.toMatchObject({ kind: "input", message });
  });

  test("of end-diastole and end-systole; three are one", async () => {
    const pair = async (slices: number) => {
      const path = await written("phase.nii", picture(slices, 1));
      return readNiftiPair(path, path);
    };
    await expect(pair(1)).rejects.toMatchObject({ kind: "input", details: { sliceCount: 1 } });
    expect((await pair(3)).facts.sliceCount).toBe(3);
  });
});
