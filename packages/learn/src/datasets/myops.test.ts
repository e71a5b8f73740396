import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { myops } from "./myops.ts";
import { readCaseImage } from "./read-case-image.ts";
import { writeMyops } from "./testing/myops-layout.ts";
import { refusalOf } from "./testing/refusal.ts";

test("training and test cases are told by their folders; only training cases can be labelled", () => {
  const cases = myops.list(writeMyops());
  expect(cases.map(({ id, split, images }) => [id, split, images[0]!.labels !== undefined])).toEqual([
    ["101", "training", true],
    ["102", "training", false],
    ["201", "test", false],
  ]);
});

test("the three sequences of a case are channels of one image, cine first and T2 last", () => {
  const folder = writeMyops();
  const names = myops.list(folder)[0]!.images[0]!.channels.map((file) => (file.format === "nifti" ? file.path : ""));
  expect(names).toEqual(["C0", "DE", "T2"].map((end) => join(folder, `train25/myops_training_101_${end}.nii.gz`)));
});

test("labels are named by the owners' numbers, which no byte holds", () => {
  expect(myops.list(writeMyops())[0]!.images[0]!.labels!.meaning).toEqual({
    200: "leftVentricularMyocardium",
    500: "leftVentricleBloodPool",
    600: "rightVentricleBloodPool",
    1220: "oedema",
    2221: "infarct",
  });
});

test("a case that lacks a sequence is named, and a folder without cases says what it should hold", () => {
  const folder = writeMyops();
  rmSync(join(folder, "train25/myops_training_102_DE.nii.gz"));
  expect(refusalOf(() => myops.list(folder)).message).toContain("myops_training_102_DE.nii.gz is not there");
  expect(refusalOf(() => myops.list(join(folder, "train25"))).kind).toBe("data-missing");
});

test("numbers beyond a byte are read by name, in three channels", async () => {
  const { data, size, labels, labelNames } = await readCaseImage(myops.list(writeMyops())[0]!.images[0]!, "101");
  expect([size[0], data.length]).toEqual([3, size.reduce((product, extent) => product * extent, 1)]);
  expect(new Set(labels)).toContain(1 + labelNames.indexOf("leftVentricleBloodPool"));
});
