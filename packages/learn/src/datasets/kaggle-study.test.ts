import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDicomInstance } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { dicom, temporaryFolder } from "../catalogue/testing/small-images.ts";
import type { CaseImage } from "./data-set.ts";
import { readKaggleStudy } from "./kaggle-study.ts";
import { type SliceOfFolder, writeStudy } from "./testing/kaggle-layout.ts";

function study(slices?: SliceOfFolder): string {
  const folder = temporaryFolder();
  writeStudy(folder, slices);
  return folder;
}

function headersOf(image: CaseImage) {
  const paths = image.channels.flatMap((file) => (file.format === "dicom" ? file.paths : []));
  return paths.map((path) => parseDicomInstance(readFileSync(path), path));
}

test("each frame of each view is an image, and no phase is claimed", () => {
  const { images, problems } = readKaggleStudy(study());
  expect(images.map(({ name, phase }) => [name, phase])).toEqual(
    ["sax", "lax_2c", "lax_4c"].flatMap((view) => [0, 1, 2].map((t) => [`${view} frame ${t}`, undefined])),
  );
  expect(problems).toEqual([]);
});

test("slices are in the order of position and frames in that of trigger time, against the numbers of folders and files", () => {
  const sax = readKaggleStudy(study()).images.filter(({ view }) => view === "sax");
  const positions = headersOf(sax[1]!).map(({ imagePositionPatientMm }) => imagePositionPatientMm);
  expect(positions).toEqual([
    [0, 0, 0],
    [6, -8, 0],
    [12, -16, 0],
  ]);
  expect(sax.map((image) => headersOf(image).map(({ triggerTimeMs }) => triggerTimeMs))).toEqual([
    [0, 0, 0],
    [40, 40, 40],
    [80, 80, 80],
  ]);
});

test("of a position taken twice the last folder counts, in the stack and in a plane", () => {
  const { images } = readKaggleStudy(study());
  const folders = headersOf(images[0]!).map(({ source }) => source.split("/").at(-2));
  expect(folders).toEqual(["sax_7", "sax_12", "sax_5"]);
  const fourChamber = images.find(({ view }) => view === "lax_4c")!;
  expect(headersOf(fourChamber)[0]!.source).toContain("4ch_17");
});

test("a missing slice makes no stack: the study has its planes, and the reason", () => {
  const { images, problems } = readKaggleStudy(study({ 5: 0, 6: 1, 7: 2, 8: 4 }));
  expect(new Set(images.map(({ view }) => view))).toEqual(new Set(["lax_2c", "lax_4c"]));
  expect(problems.map(({ view }) => view)).toEqual(["sax"]);
  expect(problems[0]!.because).toMatch(/: sax: a slice is missing between slices 3 and 4 of 4/);
});

test("a slice of another matrix, an unreadable file and an absent view are reasons too", () => {
  const folder = study();
  writeFileSync(
    join(folder, "sax_5/IM-4562-0001.dcm"),
    dicom(2, 2, { pixelSpacingMm: [1, 1], sopInstanceUid: "1.2.9" }),
  );
  writeFileSync(join(folder, "2ch_21/IM-4562-0001.dcm"), "text");
  for (const name of ["4ch_15", "4ch_17"]) rmSync(join(folder, name), { recursive: true });
  const { images, problems } = readKaggleStudy(folder);
  expect(images).toEqual([]);
  expect(problems).toHaveLength(3);
  expect(problems[0]!.because).toContain("differ in size");
  expect(problems[1]!.because).toContain("is not a DICOM file");
  expect(problems[2]!.because).toContain("there is no folder 4ch_N");
});
