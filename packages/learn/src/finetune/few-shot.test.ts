import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSafetensors } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import { writeRescan } from "../datasets/testing/rescan-layout.ts";
import { type FewShotRun, fewShot, fewShotCsv } from "./few-shot.ts";
import { parseFewShotConfig } from "./few-shot-config.ts";
import { labelCurveSvg } from "./label-curve.ts";
import { metricNames } from "./metric-names.ts";
import { openFinetuned } from "./open-finetuned.ts";
import { casesFor, finetunePlan } from "./plan.ts";
import { writeDrawnFourChambers } from "./testing/drawn-long-axes.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";

/** Of no network that there is. */
function otherWeights(): string {
  const path = join(temporaryFolder(), "weights.safetensors");
  writeFileSync(path, writeSafetensors(new Map([["x", { dtype: "float32", shape: [1], data: Float32Array.of(0) }]])));
  return path;
}

const grid = { arms: [{ name: "u-net", config: "unet" }], labels: ["1", "4"], seeds: [0], metric: "mean dice" };
const dataFolder = writeDrawnPatients(10);
const small = smallFinetune({
  optimiser: { ...smallJson.optimiser, steps: 6 },
  split: { validation: "2", test: "3" },
  every: { checkpoint: 3, validation: 6 },
});

function gridRun(changes: Readonly<Record<string, unknown>> = {}, rest: Partial<FewShotRun> = {}): FewShotRun {
  const config = parseFewShotConfig({ ...grid, ...changes }, "the test's grid");
  return { config, dataFolder, outFolder: temporaryFolder(), configOf: () => small, ...rest };
}

test("every cell of the grid is scored once, and a stopped grid goes on", async () => {
  const notes: string[] = [];
  const run = gridRun({}, { onNote: (text) => notes.push(text) });
  expect(await fewShot({ ...run, shouldStop: () => true })).toEqual([]);
  const cells = await fewShot(run);
  expect(cells.map(({ arm, patients, seed }) => [arm, patients, seed])).toEqual([
    ["u-net", 1, 0],
    ["u-net", 4, 0],
  ]);
  const before = notes.length;
  expect(await fewShot(run)).toEqual(cells);
  expect(notes).toHaveLength(before);
  expect(fewShotCsv(cells).split("\n")).toHaveLength(4);
  expect(labelCurveSvg(cells, "mean dice")).toContain("<circle");
});

test("all cells are scored on the same patients; arms of one seed learn from the same, seeds from others", async () => {
  const arms = ["a", "b"].map((name) => ({ name, config: name }));
  const run = gridRun(
    { arms, labels: ["2"], seeds: [1, 3] },
    { configOf: (path) => (path === "a" ? small : { ...small, seed: 77 }) },
  );
  expect(await fewShot(run)).toHaveLength(4);
  const facts = ["a", "b"].flatMap((arm) =>
    [1, 3].map((seed) => {
      const folder = join(run.outFolder, arm, `2-seed-${seed}`, "model");
      const { labelled } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
      return { split: openFinetuned(folder).split.sha256, labelled: String(labelled) };
    }),
  );
  expect(new Set(facts.map(({ split }) => split)).size).toBe(1);
  const [a1, a3, b1, b3] = facts.map(({ labelled }) => labelled);
  expect([b1, b3]).toEqual([a1, a3]);
  expect(a1).not.toBe(a3);
});

test("a cell of another configuration, and one that cannot be read, are refused", async () => {
  const run = gridRun({ labels: ["1"] });
  await fewShot(run);
  const other = { ...small, optimiser: { ...small.optimiser, learningRate: 0.02 } };
  const refused = fewShot({ ...run, configOf: () => other });
  await expect(refused).rejects.toMatchObject({ kind: "run-exists", message: expect.stringContaining("cell.json") });
  const path = join(run.outFolder, "u-net", "1-seed-0", "cell.json");
  for (const text of ["{", "{}"]) {
    writeFileSync(path, text);
    await expect(fewShot(run)).rejects.toMatchObject({ kind: "bad-checkpoint" });
  }
});

test("a metric that the evaluation will not have is told with those that it will, before anything trains", async () => {
  const run = gridRun({ labels: ["1"], metric: "dice" });
  const message = expect.stringMatching(/no metric "dice"; give one of .*mean dice.*lvEfPercent bias/);
  await expect(fewShot(run)).rejects.toMatchObject({ kind: "bad-config", message });
  expect(readdirSync(run.outFolder)).toEqual([]);
});

test("a metric of landmarks that the pixels of the test do not give is told before anything trains", async () => {
  const landmarks = { from: "four-chamber mask", septum: "left hand" };
  const config = smallFinetune({
    ...{ data: { set: "lax4ch", frames: "each" }, split: { validation: "2", test: "3" } },
    task: { kind: "landmark-heatmap", landmarks },
    augmentation: { ...smallJson.augmentation, flips: 0 },
  });
  for (const metric of ["mean distance mm", "meanMapseMm bias"]) {
    const run = gridRun({ labels: ["1"], metric }, { configOf: () => config, dataFolder: writeDrawnFourChambers(8) });
    const message = expect.stringMatching(/give one of mean distance pixels, (?:(?!mm).)* within 10 pixels$/i);
    await expect(fewShot(run)).rejects.toMatchObject({ kind: "bad-config", message });
    expect(readdirSync(run.outFolder)).toEqual([]);
  }
});

test("the metrics that are foretold are those of the evaluation", async () => {
  const run = gridRun({ labels: ["1"] });
  await fewShot(run);
  const summary = JSON.parse(readFileSync(join(run.outFolder, "u-net", "1-seed-0", "summary.json"), "utf8"));
  const { test: cases } = finetunePlan(small, dataFolder);
  expect(metricNames({ task: small.task, set: "folder", cases, examples: [] })).toEqual(Object.keys(summary.metrics));
});

test("of people who were scanned twice the variation between scans is a metric too", () => {
  const config = smallFinetune({ data: { set: "rescan", views: ["sax"], frames: "each" } });
  const cases = casesFor(config, writeRescan());
  const names = metricNames({ task: config.task, set: "rescan", cases, examples: [] });
  expect(names).toContain("lvEdvMl scanRescanVariationPercent");
});

test.each([
  ["no count", { labels: ["1", "some"] }, "bad-split"],
  ["more patients than train", { labels: ["1", "6"] }, "bad-split"],
  ["two counts that are the same patients", { labels: ["1", "20%"] }, "bad-config"],
  [
    "an encoder for a network that has no place for one",
    { arms: [...grid.arms, { name: "b", config: "u", encoder: otherWeights() }] },
    "bad-config",
  ],
  [
    "an arm whose configuration cannot be read",
    { arms: [...grid.arms, { name: "b", config: "broken" }] },
    "bad-config",
  ],
  [
    "an arm that freezes what is not there",
    { arms: [...grid.arms, { name: "b", config: "u", freezes: true }] },
    "bad-config",
  ],
])("%s at the grid's end is refused before its beginning is trained", async (_, changes, kind) => {
  const configOf = (path: string) => (path === "broken" ? smallFinetune({ seed: "x" }) : small);
  const run = gridRun(changes, { configOf });
  await expect(fewShot(run)).rejects.toMatchObject({ kind });
  expect(readdirSync(run.outFolder)).toEqual([]);
});

test("a grid that cannot be is refused with every reason", () => {
  const bad = { arms: [{ name: "a/b", config: "x" }], labels: [], seeds: [0], metric: "mean dice" };
  expect(() => parseFewShotConfig(bad, "grid.json")).toThrow(/arms\.0\.name[\s\S]*labels/);
  const doubled = { ...grid, arms: [...grid.arms, ...grid.arms], seeds: [0, 0] };
  expect(() => parseFewShotConfig(doubled, "grid.json")).toThrow(
    /arms: must have different names[\s\S]*seeds: must differ/,
  );
});
