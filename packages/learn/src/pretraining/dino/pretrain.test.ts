import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSafetensors } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCatalogue } from "../../catalogue/catalogue.ts";
import { catalogueFolders } from "../../catalogue/catalogue-folders.ts";
import { acdcImagePath, acdcLabelPath } from "../../datasets/acdc-set.ts";
import { parseVitConfig } from "../../models/vit.ts";
import { writeSmallAcdc } from "../../testing/small-acdc.ts";
import { smallDinoConfig } from "../../testing/small-dino.ts";
import { dinoHealth } from "./health.ts";
import { type DinoRun, type PretrainedDino, pretrainDino } from "./pretrain.ts";

let folder: string;
let images: string;
let cataloguePath: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-dino-"));
  images = namedFolder("acdc");
  writeSmallAcdc(images, 8);
  cataloguePath = join(folder, "catalogue.sqlite");
  await catalogueFolders({ folders: [images], path: cataloguePath, settings: { exclude: ["*_gt.nii.gz"], kinds: [] } });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A path whose last two folders do not vary: they are part of each patient's key, and so of who is held out. */
function namedFolder(name: string): string {
  const path = join(folder, "images", name);
  mkdirSync(path, { recursive: true });
  return path;
}

const run = (name: string, changes: Partial<DinoRun> = {}): DinoRun => ({
  cataloguePath,
  runFolder: join(folder, name),
  config: smallDinoConfig(),
  workers: 0,
  session: { threads: 1 },
  nowMs: () => 0,
  ...changes,
});

const every = { checkpoint: 4, health: 6, picture: 12 };
const notes: string[] = [];
let whole: PretrainedDino;
beforeAll(async () => {
  const config = smallDinoConfig({ every });
  whole = await pretrainDino(run("whole", { config, onNote: (text) => notes.push(text) }));
}, 600_000);

const modelFile = (name: string, file: string) => readFileSync(join(folder, name, "model", file));
const tensorsOf = (name: string) => readSafetensors(modelFile(name, "weights.safetensors")).tensors;

test("a run that is stopped and resumed gives the same model, bit for bit, as one that never stopped", async () => {
  expect(whole).toMatchObject({ step: 12, modelFolder: join(folder, "whole", "model") });
  const config = smallDinoConfig({ every: { ...every, health: 100, picture: 100 } });
  let updates = 0;
  const onUpdate = () => updates++;
  const stopped = await pretrainDino(run("parts", { config, onUpdate, shouldStop: () => updates === 5 }));
  expect(stopped.step).toBe(5);
  expect(stopped.modelFolder).toBeUndefined();
  const resumed = await pretrainDino(run("parts", { config, onUpdate, workers: 1 }));
  expect([resumed.step, updates]).toEqual([12, 12]);
  expect(tensorsOf("parts")).toEqual(tensorsOf("whole"));
});

test("the model folder holds the teacher's backbone under the names of timm, and what reads it", () => {
  const { tensors } = readSafetensors(modelFile("whole", "weights.safetensors"));
  expect([...tensors.keys()]).toEqual(
    expect.arrayContaining([
      "cls_token",
      "pos_embed",
      "patch_embed.proj.weight",
      "blocks.1.attn.qkv.weight",
      "norm.bias",
    ]),
  );
  const json = (file: string) => JSON.parse(modelFile("whole", file).toString());
  const config = parseVitConfig(json("config.json"), "config.json");
  expect(config).toMatchObject({ embedDim: 24, depth: 2, heads: 2, imageSize: [32, 32], patchSize: [8, 8] });
  expect(json("training.json")).toMatchObject({ steps: 12, processes: 1 });
  expect(json("input.json")).toMatchObject({ pixelMm: 6 });
});

test("a finished encoder is probed anew, patches with masks and crops of held-out slices too", async () => {
  const rows = [1, 2, 3, 4, 5, 6].map((i) => ({
    path: acdcImagePath(images, `patient00${i}`, "ed"),
    label: i % 2 === 0 ? "DCM" : "NOR",
    patient: `patient00${i}`,
    height: 0.5,
    mask: acdcLabelPath(images, `patient00${i}`, "ed"),
  }));
  const { now, control } = await dinoHealth({
    runFolder: join(folder, "whole"),
    config: smallDinoConfig({ every }),
    cataloguePath,
    probes: { rows, source: "the test" },
    cache: undefined,
    session: { threads: 1 },
    warn: () => {},
  });
  expect(now.neighbours).toMatchObject({ kind: "scored", images: 6 });
  expect(now.patches.patches!.linear).toMatchObject({ kind: "scored", classes: 4 });
  expect(now.crops).toMatchObject({ kind: "scored" });
  expect(now.spread!.meanCosine).not.toBe(control.spread!.meanCosine);
});

test("looks go into the metrics, beside random weights, and into pictures and a curve", () => {
  const lines = readFileSync(join(folder, "whole", "metrics.jsonl"), "utf8")
    .trim()
    .split("\n");
  const health = lines.map((line) => JSON.parse(line)).filter((line) => "effectiveRank" in line);
  expect(health.map(({ step }) => step)).toEqual([6, 12]);
  expect(health[0]["random/effectiveRank"]).toBe(health[1]["random/effectiveRank"]);
  expect(notes.filter((note) => /^step (6|12): k-NN/.test(note))).toHaveLength(2);
  const pictures = readdirSync(join(folder, "whole", "pictures")).sort();
  expect(pictures).toEqual(["attention-000000.png", "attention-000012.png"]);
  expect(readFileSync(join(folder, "whole", "curve.svg"), "utf8")).toContain("<polyline");
});

test("held-out patients are never trained on, and are what health is checked on", () => {
  const { data } = whole.plan;
  const catalogue = openCatalogue(cataloguePath);
  const trained = new Set(Array.from(data.index.ids, (id) => catalogue.image(id).patient));
  catalogue.dispose();
  const probed = new Set(data.probes.map(({ subject }) => subject.patient));
  expect(data.heldOutPatients).toBeGreaterThan(0);
  expect(probed.size).toBeGreaterThan(0);
  expect(probed.size).toBeLessThanOrEqual(data.heldOutPatients); // a sample: at most so many images of a label
  for (const patient of probed) expect(trained.has(patient)).toBe(false);
});

test("a run may start from the backbone of another; another network's is refused", async () => {
  const { tensors } = readSafetensors(modelFile("whole", "weights.safetensors"));
  const second = await pretrainDino(run("second", { steps: 1, initialBackbone: tensors }));
  expect(second.step).toBe(1);
  const withHead = new Map([...tensors].map(([name, value]) => [`backbone.${name}`, value]));
  const fromCheckpoint = await pretrainDino(run("from-checkpoint", { steps: 1, initialBackbone: withHead }));
  expect(fromCheckpoint.step).toBe(1);
  expect(tensorsOf("from-checkpoint")).toEqual(tensorsOf("second"));
  const foreign = pretrainDino(run("third", { initialBackbone: new Map() }));
  await expect(foreign).rejects.toMatchObject({
    kind: "bad-checkpoint",
    message: expect.stringContaining("cls_token"),
  });
});

test("a run folder of another run is refused, not overwritten", async () => {
  const before = modelFile("whole", "weights.safetensors");
  await expect(pretrainDino(run("whole", { steps: 3 }))).rejects.toMatchObject({ kind: "bad-checkpoint" });
  expect(modelFile("whole", "weights.safetensors").equals(before)).toBe(true);
});

test("what cannot be trained is refused before anything is written", async () => {
  const refused = async (changes: Partial<DinoRun>) =>
    pretrainDino(run("refused", changes)).then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(await refused({ cataloguePath: join(folder, "none.sqlite") })).toMatchObject({ kind: "bad-catalogue" });
  const { data } = smallDinoConfig();
  const perfusion = smallDinoConfig({ data: { ...data, sequences: ["perfusion"] } });
  expect(await refused({ config: perfusion })).toMatchObject({
    kind: "data-missing",
    message: expect.stringContaining("widen data.sequences"),
  });
  const probes = { rows: [{ path: "elsewhere.nii", label: "DCM", patient: "p" }], source: "probes.csv" };
  expect(await refused({ probes })).toMatchObject({ kind: "bad-table" });
  expect(readdirSync(folder)).not.toContain("refused");
});

test("an image that has vanished stops the run and is named", async () => {
  const vanishing = namedFolder("vanishing");
  writeSmallAcdc(vanishing, 3);
  const path = join(folder, "gone.sqlite");
  await catalogueFolders({ folders: [vanishing], path, settings: { exclude: ["*_gt.nii.gz"], kinds: [] } });
  rmSync(vanishing, { recursive: true });
  await expect(pretrainDino(run("gone", { cataloguePath: path }))).rejects.toThrow(/_sax_e[ds]\.nii\.gz/);
});
