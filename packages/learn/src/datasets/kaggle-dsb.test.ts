import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kaggleDsb } from "./kaggle-dsb.ts";
import { readCaseImage } from "./read-case-image.ts";
import { writeKaggle } from "./testing/kaggle-layout.ts";
import { refusalOf } from "./testing/refusal.ts";

test("patients are sorted by number with the split of their folder, unpacked either way; black images are left out", () => {
  const cases = kaggleDsb.list(writeKaggle());
  expect(cases.map(({ id, split }) => [id, split])).toEqual([
    ["1", "training"],
    ["2", "training"],
    ["10", "training"],
    ["501", "validation"],
    ["701", "test"],
  ]);
});

test("volumes are those of the tables, at end-diastole the larger, and absent where no table has them", () => {
  const volumes = kaggleDsb.list(writeKaggle()).map(({ facts }) => facts);
  expect(volumes).toEqual([
    { lvEdvMl: 246.7, lvEsvMl: 108.3 },
    { lvEdvMl: 117.4, lvEsvMl: 54.2 },
    {},
    { lvEdvMl: 130, lvEsvMl: 60 },
    { lvEdvMl: 140.5, lvEsvMl: 70 },
  ]);
  expect(kaggleDsb.list(writeKaggle({ withoutSolution: true })).at(-1)!.facts).toEqual({});
});

test("swapped columns are noticed: no ventricle is larger in systole", () => {
  const error = refusalOf(() => kaggleDsb.list(writeKaggle({ train: "Id,Systole,Diastole\n1,246.7,108.3\n" })));
  expect(error.kind).toBe("bad-table");
  expect(error.message).toContain("246.7 ml in systole is not below 108.3 ml in diastole");
});

test("listing opens no image: a study is read when its images are asked for, and once", () => {
  const folder = writeKaggle();
  const study = join(folder, "train/train/1/study");
  const slice = join(study, "sax_5", readdirSync(join(study, "sax_5"))[0]!);
  const [first] = kaggleDsb.list(folder);
  expect(first!.images.filter(({ view }) => view === "sax")).toHaveLength(3);
  writeFileSync(slice, "no longer DICOM");
  expect(first!.images.filter(({ view }) => view === "sax")).toHaveLength(3);
  expect(kaggleDsb.list(folder)[0]!.images.map(({ view }) => view)).not.toContain("sax");
});

test("a split without its table, a table without its columns and a folder without patients are refused", () => {
  const folder = writeKaggle({ train: "Id,ESV,EDV\n1,2,3\n" });
  expect(refusalOf(() => kaggleDsb.list(folder)).message).toContain("lacks the column Systole, Diastole");
  rmSync(join(folder, "train.csv"));
  expect(refusalOf(() => kaggleDsb.list(folder)).kind).toBe("data-missing");
  expect(refusalOf(() => kaggleDsb.list(join(folder, "validate"))).message).toContain("train/1/study/sax_5");
});

test("slices that were taken as series of their own are read as the one stack that they are", async () => {
  const stack = kaggleDsb.list(writeKaggle())[0]!.images.find(({ view }) => view === "sax")!;
  const { size, spacingMm } = await readCaseImage(stack, "1");
  const [file] = stack.channels;
  expect(size[1]).toBe(file?.format === "dicom" ? file.paths.length : 0);
  expect(spacingMm![0]).toBeGreaterThan(0);
});
