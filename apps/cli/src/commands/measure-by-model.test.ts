/** Simulated maps and long axes measured by what a fine-tuned model draws on them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { smallFinetune } from "../testing/small-finetune.ts";

const root = mkdtempSync(join(tmpdir(), "cmrkit-by-model-"));
const at = (...path: string[]) => join(root, ...path);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const HEARTS = ["--kind", "random", "--count", "6", "--with", "t1_map", "--long-axis", "--format", "nifti"];
const SCAN = ["--matrix", "48", "--spacing", "5", "--slice-distance", "20", "--frames", "2"];
const heart = (name: string) => at("hearts", "heart-0001", "nifti", `${name}.nii.gz`);

/** A U-Net that has seen native T1 maps and two-chamber cines for some seconds. */
const config = (data: Readonly<Record<string, unknown>>) =>
  smallFinetune({
    data: { set: "folder", frames: "each", ...data },
    task: {
      kind: "segmentation",
      classes: { cavity: ["leftVentricleBloodPool"], wall: ["leftVentricularMyocardium"] },
      background: ["rightVentricleBloodPool", "leftAtrium", "infarct", "noReflow"],
    },
    split: { validation: "1", test: "1" },
    optimiser: { ...JSON.parse(smallFinetune()).optimiser, batch: 8, steps: 60, warmUpSteps: 5, learningRate: 0.02 },
    every: { checkpoint: 60, validation: 30 },
  });

async function modelOf(name: string, data: Readonly<Record<string, unknown>>): Promise<string> {
  writeFileSync(at(`${name}.json`), config(data));
  const command = ["finetune", "--config", at(`${name}.json`), "--data", at("hearts"), "--out", at(name)];
  const { exitCode, stderr } = await runCli(command);
  expect(exitCode, stderr).toBe(0);
  return at(name, "model");
}

let ofMaps: string;
let ofPlanes: string;
beforeAll(async () => {
  const { exitCode, stderr } = await runCli(["phantom", "--out", at("hearts"), ...HEARTS, ...SCAN]);
  expect(exitCode, stderr).toBe(0);
  ofMaps = await modelOf("maps", { sequences: ["t1_map"], views: ["sax"] });
  ofPlanes = await modelOf("planes", { sequences: ["cine"], views: ["lax_2c"] });
}, 120_000);

const measure = (...args: string[]) => runCli(["measure", ...args, "--json"]);

test("a map is measured by a model's contours, which can be corrected and given again", async () => {
  const byModel = await measure("map", "--t1", heart("t1_map"), "--model", ofMaps, "--out", at("t1"));
  expect(byModel.exitCode, byModel.stderr).toBe(0);
  const { measurements } = JSON.parse(byModel.stdout);
  const { labels, myocardium } = measurements.maps.t1Native;
  const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(labels).toMatchObject({ model: { sha256 }, table: { 1: "leftVentricleBloodPool" } });
  expect(measurements.warnings[0]).toMatchObject({ kind: "contours-by-model" });
  expect(readFileSync(at("t1", "report.html"), "utf8")).toContain("not checked by a person");
  const drawn = at("t1", "labels-by-model-t1-native");
  const given = ["--labels", `${drawn}.nii.gz`, "--label-table", `${drawn}.json`];
  const again = await measure("map", "--t1", heart("t1_map"), ...given, "--out", at("again"));
  const ofGiven = JSON.parse(again.stdout).measurements;
  expect(ofGiven.maps.t1Native.myocardium).toEqual(myocardium);
  expect(ofGiven.maps.t1Native.labels).not.toHaveProperty("model");
  expect(ofGiven.warnings).not.toContainEqual(expect.objectContaining({ kind: "contours-by-model" }));
});

test("a long-axis cine is measured by a model's contours of every frame", async () => {
  const args = ["--image-2ch", heart("lax_2c"), "--model", ofPlanes, "--out", at("2ch")];
  const { exitCode, stdout, stderr } = await measure("long-axis", ...args);
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout).measurements.views.lax2ch.labels.model.name).toContain("fine-tuned on");
  expect(readdirSync(at("2ch"))).toEqual(
    expect.arrayContaining(["labels-by-model-lax2ch.json", "labels-by-model-lax2ch.nii.gz", "report.html"]),
  );
});

test("a model that learnt from other images is refused", async () => {
  const other = await measure("lge", heart("t1_map"), "--model", ofMaps, "--out", at("none"));
  expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining("learnt from t1_map, not from lge")]);
  const view = await measure("long-axis", "--image-4ch", heart("lax_4c"), "--model", ofPlanes, "--out", at("none"));
  expect([view.exitCode, view.stderr]).toEqual([1, expect.stringContaining("learnt from lax_2c, not from lax_4c")]);
});

test("neither labels nor a model, both, or labels without their table are misuse", async () => {
  const call = (...args: string[]) => measure("map", "--t1", heart("t1_map"), ...args, "--out", at("misused"));
  const neither = await call();
  expect([neither.exitCode, neither.stderr]).toEqual([2, expect.stringContaining("or a --model that draws them")]);
  const both = await call("--model", ofMaps, "--labels", heart("t1_map_gt"), "--label-table", "cmrkit");
  expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining("--labels or --model, not both")]);
  const tableless = await call("--labels", heart("t1_map_gt"));
  expect([tableless.exitCode, tableless.stderr]).toEqual([2, expect.stringContaining("--label-table")]);
});
