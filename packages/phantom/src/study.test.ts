import {
  assembleCine,
  groupSeries,
  indexInstances,
  isSameGrid,
  parseDicomInstance,
  readNifti,
  readNiftiLabels,
} from "@cmrkit/imaging";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { folderRows } from "./folder-table.ts";
import { sampleHeart } from "./sample-heart.ts";
import { cineScan } from "./scan.ts";
import { simulateStudy } from "./simulated-study.ts";
import { dicomFiles, niftiFiles, truthFile } from "./study.ts";

const random = randomStream(11);
const scan = cineScan({ matrix: [64, 56], pixelSpacingMm: [3, 3.2], sliceDistanceMm: 14, frameCount: 5, tiltDeg: 8 });
const study = simulateStudy(sampleHeart("normal", random), scan, random);

/** Vitest's own comparison takes seconds for so many numbers. */
function areEqual(a: Uint8Array | Float32Array, b: Uint8Array | Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

test("the DICOM files, in their shuffled order, read back as the cine that was drawn", async () => {
  const files = dicomFiles(study, "test", random.fork("files"));
  const { instances, skipped, damaged } = await indexInstances(files);
  const { volume, warnings } = assembleCine(instances);
  expect([skipped, damaged, warnings]).toEqual([[], [], []]);
  expect(areEqual(volume.data, study.volume.data)).toBe(true);
  expect(isSameGrid(volume.grid, study.volume.grid)).toBe(true);
  for (const [t, timeMs] of study.volume.frameTimesMs!.entries())
    expect(volume.frameTimesMs![t]).toBeCloseTo(timeMs, 6);
});

test("files of equal streams are equal, and their names say nothing of slice or frame", () => {
  const files = dicomFiles(study, "test", random.fork("files"));
  const again = dicomFiles(study, "test", random.fork("files"));
  expect(again.every(({ bytes }, i) => areEqual(bytes, files[i]!.bytes))).toBe(true);
  const numbers = files.map(({ bytes, name }) => parseDicomInstance(bytes, name).instanceNumber);
  expect(numbers).not.toEqual(numbers.toSorted((a, b) => a! - b!));
});

test("the truth names what measurements name, and its phases hold the extremes", () => {
  const truth = JSON.parse(new TextDecoder().decode(truthFile(study).bytes));
  const { leftVentricle, phases } = truth;
  expect(phases.leftVentricleVolumeMl[phases.endDiastoleIndex]).toBe(leftVentricle.endDiastolicVolumeMl);
  expect(phases.leftVentricleVolumeMl[phases.endSystoleIndex]).toBeCloseTo(leftVentricle.endSystolicVolumeMl, 9);
  expect(Math.min(...phases.leftVentricleVolumeMl)).toBe(phases.leftVentricleVolumeMl[phases.endSystoleIndex]);
  expect(truth.simulated).toBe(true);
});

test("the NIfTI cine and its labels lie on the grid that was drawn", () => {
  const files = new Map(niftiFiles(study).map(({ name, bytes }) => [name, bytes]));
  const cine = readNifti(files.get("nifti/sax.nii.gz")!);
  const labels = readNiftiLabels(files.get("nifti/sax_gt.nii.gz")!);
  expect(areEqual(cine.volume.data, study.volume.data)).toBe(true);
  expect(areEqual(labels.labels.labels, study.labels.labels)).toBe(true);
  expect(isSameGrid(cine.volume.grid, labels.labels.grid)).toBe(true);
});

test("long-axis cines are series of their own beside an unchanged short axis", async () => {
  const same = randomStream(11);
  const whole = simulateStudy(sampleHeart("normal", same), scan, same, { longAxisViews: ["lax_4c"] });
  expect(areEqual(whole.volume.data, study.volume.data)).toBe(true);
  const { instances } = await indexInstances(dicomFiles(whole, "test", random.fork("files")));
  const series = groupSeries(instances).map((group) => group.instances.length);
  expect(series.toSorted((a, b) => a - b)).toEqual([scan.frameCount, study.volume.grid.size[2] * scan.frameCount]);
  expect(niftiFiles(whole).map(({ name }) => name)).toContain("nifti/lax_4c_gt.nii.gz");
});

test("stills are series of one moment, on the planes of the cine, and named for what they show", async () => {
  const same = randomStream(11);
  const whole = simulateStudy(sampleHeart("normal", same), scan, same, { stills: ["lge", "t1_map"] });
  expect(areEqual(whole.volume.data, study.volume.data)).toBe(true);
  const { instances } = await indexInstances(dicomFiles(whole, "test", random.fork("files")));
  const stills = groupSeries(instances).filter(({ instances: own }) => own[0]!.seriesNumber !== 1);
  const [, , slices] = study.volume.grid.size;
  expect(stills.map(({ instances: own }) => [own[0]!.seriesDescription, own.length])).toEqual([
    ["LGE SAX (simulated)", slices],
    ["T1 map native SAX (simulated)", slices],
  ]);
  expect(niftiFiles(whole).map(({ name }) => name)).toContain("nifti/t1_map_gt.nii.gz");
});

test("the table of a folder names each labelled image once, with the truth's volumes", () => {
  const same = randomStream(11);
  const extras = { longAxisViews: ["lax_4c"], stills: ["lge", "t1_map", "t1_map_post"] } as const;
  const whole = simulateStudy(sampleHeart("normal", same), scan, same, extras);
  const rows = folderRows(whole, "heart-1", "one/");
  expect(rows.map(({ view, sequence, phase }) => `${view} ${sequence} ${phase}`)).toEqual([
    "sax cine ed",
    "sax cine es",
    "lax_4c cine ed",
    "lax_4c cine es",
    "sax lge ",
    "sax t1_map ",
  ]);
  expect(rows[0]).toMatchObject({
    image: "one/nifti/sax.nii.gz",
    frame: "1",
    group: "normal",
    vendor: "simulated standard",
  });
  expect(Number(rows[0]!.lv_edv_ml)).toBeCloseTo(whole.truth.leftVentricle.endDiastolicVolumeMl, 2);
  const names = new Set(niftiFiles(whole).map(({ name }) => `one/${name}`));
  expect(rows.every(({ image, label }) => names.has(image) && names.has(label))).toBe(true);
});
