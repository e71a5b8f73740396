import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-finetune-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const finetune = (...args: string[]) => runCli(["finetune", "--out", join(folder, "run"), ...args]);

test("a folder without the data set, a configuration that cannot be and a count of no patients are told in one line", async () => {
  const missing = await finetune("--task", "acdc-segmentation-unet", "--data", folder);
  expect([missing.exitCode, missing.stderr.trim().split("\n").length]).toEqual([1, 1]);
  writeFileSync(join(folder, "bad.json"), '{"seed": 1}');
  const bad = await finetune("--config", join(folder, "bad.json"), "--data", folder);
  expect([bad.exitCode, bad.stderr]).toEqual([1, expect.stringContaining("no configuration of a fine-tuning")]);
  const count = await finetune("--task", "acdc-segmentation-unet", "--data", folder, "--labels", "some");
  expect([count.exitCode, count.stderr]).toEqual([expect.any(Number), expect.stringContaining("8, 5% or all")]);
  const nothing = await finetune("--data", folder);
  expect([nothing.exitCode, nothing.stderr]).toEqual([2, expect.stringContaining("acdc-segmentation-unet")]);
});
