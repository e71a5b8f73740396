import { expect, test } from "vitest";
import { inspectSeries } from "./inspect.ts";
import { parseDicomInstance } from "./instance.ts";
import { type Change, obliqueCine, obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

test("a whole cine stack is summed up without a problem", () => {
  const [summary, ...others] = inspectSeries(
    obliqueCine(4, 5, (image) => ({ ...image, seriesDescription: "cine sax" })),
  );
  expect(others).toEqual([]);
  expect(summary).toEqual({
    studyInstanceUid: "1.2.3",
    seriesInstanceUid: "1.2.3.4",
    seriesNumber: 7,
    stackNumber: 1,
    stackCount: 1,
    seriesDescription: "cine sax",
    modality: "MR",
    rows: 3,
    columns: 4,
    pixelSpacingMm: [1.25, 2.5],
    sliceSpacingMm: expect.closeTo(9, 9),
    imageCount: 20,
    sliceCount: 4,
    frameCount: 5,
    arrangement: "cine-stack",
    orientation: "oblique",
    problems: [],
    warnings: [],
  });
});

const planes: Record<string, Change> = {
  axial: (image) => ({ ...image, imageOrientationPatient: [1, 0, 0, 0, 1, 0] }),
  coronal: (image) => ({ ...image, imageOrientationPatient: [1, 0, 0, 0, 0, -1] }),
  sagittal: (image) => ({ ...image, imageOrientationPatient: [0, 1, 0, 0, 0, -1] }),
};

test.each(Object.entries(planes))("a plane across a patient axis is %s", (orientation, change) => {
  const [summary] = inspectSeries(obliqueCine(1, 5, change));
  expect(summary?.orientation).toBe(orientation);
  expect(summary?.arrangement).toBe("cine-plane");
});

test("stills are told from cines", () => {
  expect(inspectSeries(obliqueCine(3, 1)).map(({ arrangement }) => arrangement)).toEqual(["still-stack"]);
  expect(inspectSeries(obliqueCine(1, 1)).map(({ arrangement }) => arrangement)).toEqual(["single-image"]);
});

test("a series of two geometries is listed as two stacks", () => {
  const summaries = inspectSeries(
    obliqueCine(4, 5, (image, k) => (k < 2 ? image : { ...image, imageOrientationPatient: [1, 0, 0, 0, 1, 0] })),
  );
  expect(summaries.map(({ stackNumber, stackCount, imageCount }) => [stackNumber, stackCount, imageCount])).toEqual([
    [1, 2, 10],
    [2, 2, 10],
  ]);
});

test("images that a series announces are looked for in all of its stacks", () => {
  const stills = obliqueCine(6, 1, (image, k) =>
    k < 3 ? image : { ...image, imageOrientationPatient: [1, 0, 0, 0, 1, 0], imagePositionPatientMm: [0, 0, 9 * k] },
  );
  const warningsOf = (imagesInAcquisition: number) =>
    inspectSeries(stills.map((image) => ({ ...image, imagesInAcquisition }))).map(({ warnings }) => warnings);
  expect(warningsOf(6)).toEqual([[], []]);
  const [first, second] = warningsOf(7);
  expect(first).toMatchObject([
    { kind: "fewer-images-than-announced", message: expect.stringContaining("is 7, 6 are") },
  ]);
  expect(second).toHaveLength(1);
});

test("series come in the order of their numbers", () => {
  const change: Change = (image, k) => ({ ...image, seriesNumber: 30 - 10 * k, seriesInstanceUid: `1.${k + 1}` });
  expect(inspectSeries(obliqueCine(3, 2, change)).map(({ seriesNumber }) => seriesNumber)).toEqual([10, 20, 30]);
});

test("all that keeps a series from being read is listed, geometry first", () => {
  const compressed = { transferSyntaxUid: "1.2.840.10008.1.2.8.1" };
  const instances = obliqueCine(4, 5, (image, k) => (k === 1 ? undefined : image));
  const deflated = parseDicomInstance(recode(writeMrInstance(obliqueImage(0, 0, 5)), compressed), "deflated.dcm");
  const [summary] = inspectSeries([deflated, ...instances.slice(1)]);
  expect(summary?.problems.map(({ kind }) => kind)).toEqual(["missing-slice", "unsupported-transfer-syntax"]);
  expect(summary?.sliceSpacingMm).toBeUndefined();
});
