import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSegmenter } from "@cmrkit/study";
import { expect, test } from "vitest";
import { shippedModelFolder } from "../model-options.ts";
import { filesBelow, runCli } from "../testing/cli.ts";

const hasModel = existsSync(join(shippedModelFolder, "model.json"));
const title = hasModel ? "" : " (skipped: no shipped model in models/cine-sax)";

test.skipIf(!hasModel)(`the demo measures its heart nearly as it truly is${title}`, { timeout: 300_000 }, async () => {
  const root = await mkdtemp(join(tmpdir(), "cmr-demo-"));
  try {
    const { exitCode, stdout } = await runCli(["demo", "--out", root], openSegmenter);
    expect(exitCode).toBe(0);
    const [truth, measured] = /LV ejection fraction +([\d.]+) +([\d.]+)/.exec(stdout)!.slice(1).map(Number);
    expect(Math.abs(measured! - truth!)).toBeLessThan(10); // a simulated heart is not what the model was trained on
    const files = await filesBelow(root);
    expect(files).toContain(join("results", "report.html"));
    expect(files).toContain("truth.json");
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("without a model the demo says so before it draws anything", async () => {
  const { exitCode, stdout, stderr } = await runCli(["demo", "--model", "/no/such/model"], openSegmenter);
  expect([exitCode, stdout, stderr]).toEqual([1, "", expect.stringMatching(/^cmr: \/no\/such\/model.*\n$/)]);
});
