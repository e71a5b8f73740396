import { readNifti, readNiftiLabels, writeNifti } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { beatingLabels, pictureOf, testGrid } from "../testing/beating-heart.ts";
import { inputOf } from "../testing/study-input.ts";
import { segmentationFiles } from "./segmentation-files.ts";

test("a cine from DICOM gives a 4D file on the images' grid, with their times", () => {
  const labels = beatingLabels();
  const { files, warnings } = segmentationFiles(inputOf(labels), labels);
  expect(files.map(({ name }) => name)).toEqual(["segmentation.nii.gz"]);
  expect(warnings).toEqual([]);
  const read = readNiftiLabels(files[0]!.bytes);
  expect(Buffer.from(read.labels.labels).equals(Buffer.from(labels.labels))).toBe(true);
  expect(read.labels.frameCount).toBe(7);
  expect(read.frameTimesMs?.[2]).toBeCloseTo(80, 3);
  for (const [n, value] of testGrid.ijkToLps.matrix.entries()) {
    expect(read.labels.grid.ijkToLps.matrix[n]).toBeCloseTo(value, 4);
  }
});

test("the header of a NIfTI input is carried through to the bit", () => {
  const labels = beatingLabels();
  const source = readNifti(writeNifti(pictureOf(labels), { version: 2 }));
  const input = inputOf(labels, { volume: source.volume, niftiHeaders: [source.header] });
  const { header } = readNiftiLabels(segmentationFiles(input, labels).files[0]!.bytes);
  const { version, pixdim, srow, quatern, qoffset, qformCode, sformCode, xyztUnits, toffset } = source.header;
  expect(header).toMatchObject({ version, pixdim, srow, quatern, qoffset, qformCode, sformCode, xyztUnits, toffset });
});

test("a pair gives one 3D file each", () => {
  const labels = beatingLabels([12, 7]);
  const { files } = segmentationFiles(inputOf(labels, { kind: "pair" }), labels);
  const frames = files.map(({ bytes }) => readNiftiLabels(bytes).labels);
  expect(frames.map(({ frameCount }) => frameCount)).toEqual([1, 1]);
  const secondFrame = Buffer.from(labels.labels.subarray(labels.labels.length / 2));
  expect(Buffer.from(frames[1]!.labels).equals(secondFrame)).toBe(true);
});

test("uneven frame times are left out of the file, and a warning says so", () => {
  const labels = beatingLabels([12, 9, 7]);
  const input = inputOf(labels);
  const uneven = { ...input, volume: { ...input.volume, frameTimesMs: [0, 40, 200] } };
  const { files, warnings } = segmentationFiles(uneven, labels);
  expect(warnings.map(({ kind }) => kind)).toEqual(["frame-times-not-written"]);
  expect(readNiftiLabels(files[0]!.bytes).frameTimesMs).toBeUndefined();
});
