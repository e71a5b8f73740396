/** Labelled data from which nothing can be learnt: each is one clear error before training starts, and writes nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePng } from "@cmrkit/study";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filesBelow, runCli } from "./testing/cli.ts";
import { PATIENTS, type Row, smallFinetune, writePatients } from "./testing/small-finetune.ts";

let root: string;
const at = (...path: string[]) => join(root, ...path);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cmrkit-bad-labels-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface BadInput {
  readonly config?: Readonly<Record<string, unknown>>;
  /** Changes of the rows of patient 3. */
  readonly row?: (row: Row) => Partial<Row>;
  readonly rows?: (row: Row) => Partial<Row>;
  readonly labels?: Readonly<Record<number, string>>;
  readonly args?: readonly string[];
  readonly says: string | RegExp;
}

const picture = { image: "slice.png", label: "slice_gt.png", spacing_y_mm: "4", spacing_z_mm: "20" };
const diagnosis = {
  data: { set: "folder", frames: "channels" },
  task: { kind: "classification", fact: "group", classes: ["DCM", "NOR"] },
  network: { kind: "resnet", model: { depth: 10, layerChannels: [4, 4, 8, 8] } },
};
const everybody = Array.from({ length: PATIENTS }, (_, i) => `p${i}`);
const [validation, ...training] = everybody;

const table: readonly (readonly [string, BadInput])[] = [
  [
    "an unlabelled case in a labelled set",
    { row: ({ phase }) => (phase === "es" ? { label: "" } : {}), says: "case p3, sax es has no labels" },
  ],
  [
    "a label that is not in the table",
    {
      labels: { 2: "leftVentricularMyocardium", 3: "leftVentricleBloodPool" },
      config: {
        task: {
          kind: "segmentation",
          classes: { wall: ["leftVentricularMyocardium"], cavity: ["leftVentricleBloodPool"] },
        },
      },
      says: /case p\d, sax e[ds].* 1/,
    },
  ],
  [
    "a structure that the set does not draw",
    {
      labels: { 2: "leftVentricularMyocardium", 3: "leftVentricleBloodPool" },
      says: "has labels of RV; the set draws",
    },
  ],
  [
    "a structure that no class stands for",
    {
      config: { task: { kind: "segmentation", classes: { cavity: ["leftVentricleBloodPool"] } } },
      says: "is labelled, but no class of cavity stands for it",
    },
  ],
  [
    "a spacing of zero",
    {
      row: ({ phase }) => (phase === "ed" ? { ...picture, spacing_x_mm: "0" } : {}),
      says: "voxel spacing of 20 × 4 × 0 mm",
    },
  ],
  [
    "one picture as both phases",
    { row: () => ({ ...picture, ...spacings }), says: "case p3 has the pixels of sax es at another phase too" },
  ],
  [
    "a mask on another grid than its image",
    { row: () => ({ label: "slice_gt.png", ...spacings }), says: "lie on different grids" },
  ],
  [
    "one class only",
    {
      config: diagnosis,
      rows: () => ({ group: "DCM" }),
      says: "patients of training are DCM, so there is nothing to tell",
    },
  ],
  [
    "one class only among those whose labels are used",
    { config: diagnosis, args: ["--labels", "1"], says: "all 1 patients of training are" },
  ],
  [
    "one class only on a side of a listed split",
    {
      config: { ...diagnosis, split: { training, validation: [validation] } },
      says: "all 1 patients of validation are DCM",
    },
  ],
  [
    "a class that the configuration does not have",
    { config: diagnosis, row: () => ({ group: "HCM" }), says: "case p3: group is HCM; expected one of DCM, NOR" },
  ],
  ["a case without its class", { config: diagnosis, row: () => ({ group: "" }), says: "case p3: group is not given" }],
  [
    "one phase of two",
    {
      config: diagnosis,
      row: ({ phase }) => ({ phase: phase === "es" ? "" : phase }),
      says: "case p3 has images of ED: 1, of ES: 0",
    },
  ],
  ["fewer patients than folds", { args: ["--fold", "1/9"], says: "8 patients cannot fill 9 folds" }],
  [
    "more labels than patients",
    { args: ["--labels", "5"], says: "5 patients are asked for training, but there are 4" },
  ],
  [
    "nobody left to train on",
    { config: { split: { validation: "4", test: "4" } }, says: "leave none of 8 to train on" },
  ],
  [
    "a listed patient who is not in the data",
    {
      config: { split: { training, validation: ["p8"] } },
      says: "patient p8 of validation is not among the 8 patients",
    },
  ],
  [
    "a patient on two sides",
    {
      config: { split: { training: everybody, validation: ["p0"] } },
      says: "patient p0 of validation is in training already",
    },
  ],
  ["an encoder that is not there", { args: ["--encoder", "none.safetensors"], says: "none.safetensors" }],
  ["a split that is not there", { args: ["--split", "none.json"], says: "none.json is not there" }],
];

const spacings = { spacing_x_mm: "4", spacing_y_mm: "4", spacing_z_mm: "20" };

test.each(table)("%s", async (_, { config, row, rows, labels, args = [], says }) => {
  await writePatients(root, (each) => ({ ...rows?.(each), ...(each.case === "p3" && row?.(each)) }), labels);
  const plane = Uint8Array.from({ length: 16 * 16 }, (_value, at) => (at % 16 < 8 ? 3 : 0));
  for (const name of ["slice.png", "slice_gt.png"]) writeFileSync(at(name), encodePng(plane, 16, 16));
  writeFileSync(at("small.json"), smallFinetune({ split: { validation: "4" }, ...config }));
  const before = await filesBelow(root);
  const command = ["finetune", "--config", at("small.json"), "--data", root, "--out", at("run"), "--workers", "0"];
  const { exitCode, stdout, stderr } = await runCli([...command, ...args]);
  expect(stderr.trim().split("\n").at(-1)).toMatch(/^cmr: /);
  expect(stderr).toMatch(says);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(await filesBelow(root)).toEqual(before);
});
