import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareParameters } from "@cmrkit/nn";
import { readSafetensors } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { maskedAutoencoderArguments } from "../../models/cinema-original.ts";
import { maeParameters } from "./network.ts";
import { type MaeRun, type PretrainedMae, pretrainMae } from "./pretrain.ts";
import { writeDrawnCatalogue } from "./testing/drawn-folder.ts";
import { smallConfig, smallJson } from "./testing/small-config.ts";

const STEPS = 4;
const every = { checkpoint: 2, validation: 2, picture: 4, health: 4 };
let folder: string;
let cataloguePath: string;
let whole: PretrainedMae;
const notes: string[] = [];

const run = (name: string, changes: Partial<MaeRun> = {}): MaeRun => ({
  cataloguePath,
  runFolder: join(folder, name),
  config: smallConfig({ every }),
  steps: STEPS,
  workers: 0,
  nowMs: () => 0,
  ...changes,
});
const fileOf = (name: string, ...path: string[]) => readFileSync(join(folder, name, ...path));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-mae-"));
  cataloguePath = await writeDrawnCatalogue(folder, 12);
  whole = await pretrainMae(run("whole", { onNote: (text) => notes.push(text) }));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("a run leaves weights under the original's names, its constructor's arguments, pictures and a curve", () => {
  expect(whole).toMatchObject({ step: STEPS, modelFolder: join(folder, "whole", "model") });
  const { tensors } = readSafetensors(fileOf("whole", "model", "weights.safetensors"));
  const nothing = { missing: [], unexpected: [], misshapen: [] };
  expect(compareParameters(maeParameters(smallConfig()), tensors)).toEqual(nothing);
  const encoder = [...readSafetensors(fileOf("whole", "model", "encoder.safetensors")).tensors.keys()];
  expect(encoder).toContain("enc_down_dict.sax.linear.weight");
  expect(encoder.filter((name) => name.startsWith("dec"))).toEqual([]);
  const json: unknown = JSON.parse(fileOf("whole", "model", "config.json").toString());
  expect(maskedAutoencoderArguments.parse(json).image_size_dict).toEqual({ sax: [16, 16, 4], lax_4c: [24, 24] });
  expect(fileOf("whole", "pictures", "step-000004.png").subarray(1, 4).toString()).toBe("PNG");
  expect(fileOf("whole", "curve.svg").toString()).toContain("4 updates");
});

test("held-out studies are looked at from the start, and features beside those of random weights", () => {
  expect(notes.filter((note) => note.includes("validation loss")).map((note) => note.split(":")[0])).toEqual([
    "step 0",
    "step 2",
    "step 4",
  ]);
  expect(notes.find((note) => note.includes("features"))).toContain("(random ");
  const lines = fileOf("whole", "metrics.jsonl").toString();
  expect(lines).toMatch(/"validation\/loss\/sax":/);
});

test("a run that was stopped and resumed, loading in threads, ends with the same weights to the bit", async () => {
  let updates = 0;
  const parts = run("parts", { workers: 1, onUpdate: () => updates++ });
  const stopped = await pretrainMae({ ...parts, shouldStop: () => updates === 3 });
  expect(stopped).toMatchObject({ step: 3 });
  expect(stopped.modelFolder).toBeUndefined();
  await pretrainMae(parts);
  expect(updates).toBe(STEPS);
  expect(fileOf("parts", "model", "weights.safetensors").equals(fileOf("whole", "model", "weights.safetensors"))).toBe(
    true,
  );
}, 60_000);

test("a run folder of another configuration is refused and left as it was", async () => {
  const before = fileOf("whole", "checkpoint.safetensors");
  const other = pretrainMae(run("whole", { config: smallConfig({ every, seed: 8 }) }));
  await expect(other).rejects.toMatchObject({ kind: "bad-checkpoint" });
  expect(fileOf("whole", "checkpoint.safetensors").equals(before)).toBe(true);
}, 60_000);

test("a run may start from given weights and is another run then", async () => {
  const { tensors } = readSafetensors(fileOf("whole", "model", "weights.safetensors"));
  const losses: number[] = [];
  const onUpdate = ({ metrics }: { readonly metrics: Readonly<Record<string, number>> }) => losses.push(metrics.loss!);
  await pretrainMae(run("from", { initialWeights: tensors, steps: 1, onUpdate }));
  expect(losses).toHaveLength(1);
  const facts: unknown = JSON.parse(fileOf("from", "model", "training.json").toString());
  expect(facts).toMatchObject({ steps: 1, origin: expect.stringMatching(/^[0-9a-f]{64}$/) });
}, 60_000);

test("a loss that leaves the numbers stops the run, naming the step and its studies; the checkpoint is of before", async () => {
  const config = smallConfig({ every, optimiser: { ...smallJson.optimiser, learningRate: 1e30, clipNorm: 1e30 } });
  const failure = await pretrainMae(run("diverging", { config, steps: 20 })).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    kind: "diverged",
    message: expect.stringMatching(/at step \d+ \(batch: .*patient\d/),
  });
  expect(existsSync(join(folder, "diverging", "model"))).toBe(false);
}, 60_000);
