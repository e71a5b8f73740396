import { expect, test } from "vitest";
import { folder } from "./folder.ts";
import { readCaseImage } from "./read-case-image.ts";
import { type FolderChange, header, rows, writeOwnFolder } from "./testing/own-folder.ts";
import { refusalOf } from "./testing/refusal.ts";

test("rows of a case are its images, and what any of them says of the patient is said of the case", () => {
  const [first, second] = folder.list(writeOwnFolder());
  expect(first).toMatchObject({ id: "a1", patient: "anna", split: "training" });
  expect(first!.facts).toEqual({ group: "HCM", sex: "F", ageYears: 61 });
  expect(first!.images.map(({ name }) => name)).toEqual(["sax ed", "sax es"]);
  expect(second).toMatchObject({ id: "b1", patient: "b1", split: "test", facts: { group: "NOR", sex: "M" } });
  expect(second!.images.map(({ name }) => name)).toEqual(["sax lge"]);
});

test("frames are counted from 1, in the image and in its labels", async () => {
  const [first] = folder.list(writeOwnFolder());
  expect(first!.images.map(({ channels }) => channels[0])).toMatchObject([{ frameIndex: 0 }, { frameIndex: 2 }]);
  const pixels = await readCaseImage(first!.images[1]!, "a1");
  expect(pixels.labelNames[2]).toBe("leftVentricleBloodPool");
  expect(pixels.data[pixels.labels!.indexOf(3)]).toBe(900);
});

test("pictures are stacked in the order of the cell, with the spacing of the table", async () => {
  const [, second] = folder.list(writeOwnFolder());
  const pixels = await readCaseImage(second!.images[0]!, "b1");
  expect(pixels.size).toEqual([1, 2, 20, 20]);
  expect(pixels.spacingMm).toEqual([8, 1.5, 1.5]);
});

test("landmarks are read by name, and a cell that is none is refused", () => {
  const marked = (cell: string) => writeOwnFolder({ header: `${header},landmarks`, rows: [`${rows[0]},${cell}`] });
  const [first] = folder.list(marked("apex 12.5 40; mitralAnnulusSeptal 30 22"));
  expect(first!.images[0]!.landmarks).toEqual({ apex: [12.5, 40], mitralAnnulusSeptal: [30, 22] });
  expect(refusalOf(() => folder.list(marked("apex 12.5"))).message).toContain(
    'landmarks has "apex 12.5"; write name x y',
  );
  expect(refusalOf(() => folder.list(marked("apex 1 2; apex 3 4"))).message).toContain("landmarks has apex twice");
});

const withRow = (row: string): FolderChange => ({ rows: [rows[0]!, row] });

test.each([
  [
    "a view that there is none of",
    withRow("c,,a1.nii.gz,,axial,cine,,,,,,,,,"),
    'view is "axial"; it must be one of sax',
  ],
  ["a frame 0", withRow("c,,a1.nii.gz,,sax,cine,,0,,,,,,,"), "frames are counted from 1"],
  ["a spacing of one axis alone", withRow("c,,b1_0.png,,sax,cine,,,1.5,,,,,,"), "are filled all or none"],
  ["an unknown kind of file", withRow("c,,cases.csv,,sax,cine,,,,,,,,,"), "expected one .nii or .nii.gz"],
  [
    "rows of a case that disagree",
    withRow("a1,anna,a1.nii.gz,,sax,cine,es,3,,,,DCM,,,"),
    "group DCM of case a1 was HCM",
  ],
  [
    "one frame as end-diastole and end-systole",
    withRow("a1,anna,a1.nii.gz,,sax,cine,es,1,,,,,,,"),
    "case a1 has the pixels of sax es at another phase too; correct its image or frame",
  ],
  ["an image named twice", withRow(rows[0]!), "case a1 has two images sax ed"],
  ["a name that no label has", { labels: { 1: "leftVentricle" } }, "→ at 1"],
  [
    "a background that is named",
    { labels: { 0: "leftVentricleBloodPool" } },
    "labels.json must hold whole numbers from 1, and for each one of rightVentricleBloodPool",
  ],
  ["a table without a needed column", { header: header.replace("sequence", "kind") }, "lacks the column sequence"],
])("refuses %s", (_, change, message) => {
  const refusal = refusalOf(() => folder.list(writeOwnFolder(change)));
  expect(refusal.kind).toBe("bad-table");
  expect(refusal.message).toContain(message);
});

test("a file of several frames needs the one that is meant: the first is not guessed", async () => {
  const [, second] = folder.list(writeOwnFolder(withRow("c,,a1.nii.gz,,sax,cine,ed,,,,,,,,")));
  await expect(readCaseImage(second!.images[0]!, "c")).rejects.toMatchObject({
    kind: "bad-image",
    message: expect.stringMatching(/^case c, sax ed: .*a1\.nii\.gz has \d frames, and the table names none; fill in/),
  });
});

test("refuses a file that is not there with the row that names it", () => {
  const refusal = refusalOf(() => folder.list(writeOwnFolder(withRow("c,,c.nii.gz,,sax,cine,,,,,,,,,"))));
  expect(refusal.kind).toBe("data-missing");
  expect(refusal.message).toMatch(/c\.nii\.gz is not there, but .*cases\.csv line 3 names it/);
});

test("a spacing of zero is refused when the image is read, with case and file", async () => {
  const [, second] = folder.list(writeOwnFolder(withRow("c,,b1_0.png,,sax,cine,,,1.5,0,8,,,,")));
  await expect(readCaseImage(second!.images[0]!, "c")).rejects.toMatchObject({
    kind: "bad-spacing",
    message: expect.stringMatching(/^case c, sax: .*b1_0\.png has a voxel spacing of 8 × 0 × 1.5 mm/),
  });
});
