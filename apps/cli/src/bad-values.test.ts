import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "./testing/cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-values-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const finetune = ["finetune", "--task", "acdc-group-resnet", "--data", "x"];
const map = ["measure", "map", "--t1", "x.nii", "--labels", "y.nii", "--label-table", "cmrkit"];

test.each([
  [["catalogue", "x", "--as", "foo"], "expected GLOB=sequence[:view]"],
  [["train", "segmentation", "--data", "x", "--more", "atlas=y"], "data sets are acdc, "],
  [["train", "segmentation", "--data", "x", "--fold", "6/5"], "such as 1/5"],
  [[...finetune, "--fold", "0/5"], "such as 1/5"],
  [[...finetune, "--fold", "1/1"], "at least 2"],
  [[...finetune, "--set", "atlas"], "Allowed choices are acdc"],
  [["evaluate", "finetuned", "--model", "x", "--data", "y", "--set", "atlas"], "Allowed choices are acdc"],
  [["measure", "lge", "x.nii", "--labels", "y.nii", "--label-table", "atlas"], "neither one of cmrkit, "],
  [["measure", "map", "--labels", "y.nii", "--label-table", "cmrkit"], "--t1, --t1-post or --t2"],
  [[...map, "--haematocrit", "42"], "haematocrit"],
  [[...map, "--erosion", "0.5"], "0 to below 0.5"],
  [["phantom", "--tilt", "90"], "between -80 and 80"],
])("%j is misuse: nothing is tried", async (args, says) => {
  const { exitCode, stderr } = await runCli([...args, "--out", join(folder, "out")]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});
