import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listHearts, readHeart } from "./labelled-hearts.ts";
import { writeAcdcOfOwners } from "./testing/acdc-layouts.ts";
import { writeMnms } from "./testing/mnms-layout.ts";
import { writeEmidecPictures } from "./testing/picture-layouts.ts";
import { refusalOf } from "./testing/refusal.ts";
import { writeSunnybrook } from "./testing/sunnybrook-layouts.ts";

test("hearts of ACDC as its owners lay it out: unlabelled patients are passed over", async () => {
  const hearts = listHearts(writeAcdcOfOwners(), "acdc");
  expect(hearts.map(({ id, patient, group }) => [id, patient, group])).toEqual([
    ["patient001", "patient001", "DCM"],
    ["patient074", "patient074", "NOR"],
    ["patient076", "patient074", "NOR"],
  ]);
  const { es, ...heart } = await readHeart(hearts[2]!);
  expect([heart.id, heart.group, es.image.frameCount]).toEqual(["patient076", "NOR", 1]);
  expect(es.labels.grid).toEqual(es.image.grid);
});

test("labels come in cmrkit's numbers, whatever the owners' are", async () => {
  const hearts = listHearts(writeMnms(), "mnms");
  expect(hearts.map(({ id }) => id)).toEqual(["A0S9V9", "B1C2D3", "C3D4E5"]);
  const { ed } = await readHeart(hearts[0]!);
  const at = (label: number) => ed.image.data[ed.labels.labels.indexOf(label)];
  expect([at(1), at(2), at(3)]).toEqual([800, 200, 900]);
});

test("a heart that lacks a phase, or a structure, is refused by name", () => {
  const folder = writeAcdcOfOwners();
  rmSync(join(folder, "training/patient074/patient074_frame03_gt.nii.gz"));
  const half = refusalOf(() => listHearts(folder, "acdc"));
  expect([half.kind, half.message]).toEqual([
    "unlabelled",
    expect.stringContaining("case patient074, sax es has no labels"),
  ]);
  const { kind, message } = refusalOf(() => listHearts(writeSunnybrook(), "sunnybrook"));
  expect([kind, message]).toEqual(["unlabelled", expect.stringContaining("rightVentricleBloodPool")]);
});

test("a set without hearts is one clear error", () => {
  const { kind, message } = refusalOf(() => listHearts(writeEmidecPictures(), "emidec"));
  expect(kind).toBe("data-missing");
  expect(message).toContain("holds no short-axis cine labelled at end-diastole and end-systole");
});
