import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession } from "@cmrkit/runtime";
import { modelFiles, openSegmenter } from "@cmrkit/study";
import { float32, type HostTensor, randomStream, readSafetensors } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listHearts, readHeart } from "../datasets/labelled-hearts.ts";
import { smallConfig, writeSmallAcdc } from "../testing/small-acdc.ts";
import { writeSegmentationEnsemble } from "./ensemble.ts";
import { scorePatient, summarise } from "./evaluate.ts";
import { readTrainingFacts, writeSegmentationModel } from "./export.ts";
import { modelCard } from "./model-card.ts";
import { trainSegmentation } from "./train.ts";

const config = smallConfig(2);
let folder: string;
let data: string;
let folds: readonly string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-ensemble-"));
  data = mkdtempSync(join(folder, "data-"));
  writeSmallAcdc(data, 6);
  folds = await Promise.all([1, 2].map((number) => trainedFold(data, number)));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function trainedFold(dataFolder: string, number: number): Promise<string> {
  const runFolder = join(folder, `run${number}`);
  const run = { dataFolder, config, runFolder, fold: { number, of: 2 } };
  const { weights, split, step } = await trainSegmentation(run);
  const model = join(runFolder, "model");
  writeSegmentationModel(model, `fold ${number}`, weights, { config, split, steps: step });
  return model;
}

const { batch, inputSlices, windowSize } = config.plan;
const shape = [batch, inputSlices, windowSize, windowSize];
const random = randomStream(3);
const image = float32(
  shape,
  Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
);

async function probabilitiesOf(model: string): Promise<HostTensor> {
  const part = (file: string) => readFileSync(join(model, file));
  const weights = readSafetensors(part(modelFiles.weights)).tensors;
  const session = await openSession({ bytes: part(modelFiles.network), weights });
  const outputs = await session.run(new Map([["image", image]]));
  await session.dispose();
  return outputs.get("probabilities")!;
}

test("an ensemble answers with the mean of what its members say, and has learnt from all patients", async () => {
  const ensemble = join(folder, "ensemble");
  writeSegmentationEnsemble(ensemble, "both", folds);
  const [mean, a, b] = await Promise.all([ensemble, ...folds].map(probabilitiesOf));
  expect(mean!.shape).toEqual(a!.shape);
  const [of, first, second] = [mean!, a!, b!].map(({ data }) => data as Float32Array);
  const differs = of!.findIndex((value, at) => Math.abs(value - (first![at]! + second![at]!) / 2) > 1e-5);
  expect(differs).toBe(-1);
  expect(first).not.toEqual(second);
  const { split, steps, members } = readTrainingFacts(ensemble);
  expect([split.training.length, split.validation.length, steps, members?.length]).toEqual([6, 0, 4, 2]);
});

test("the card of an ensemble says that each score is one member's", async () => {
  const ensemble = join(folder, "for-card");
  writeSegmentationEnsemble(ensemble, "both", folds);
  const segmenter = await openSegmenter(folds[0]!, { threads: 1 });
  const scores = [await scorePatient(await readHeart(listHearts(data, "acdc")[0]!), segmenter)];
  await segmenter.dispose();
  const facts = {
    name: "both",
    sha256: "0",
    parameters: 1,
    command: "cmr evaluate segmentation",
    training: readTrainingFacts(ensemble),
  };
  const card = modelCard({ ...facts, summary: summarise(scores, randomStream(1)) });
  expect(card).toContain("mean of 2, which learnt from all patients but a fold each");
  expect(card).toContain("the same 1 ACDC cases, each by the one member that held it out");
  expect(card).toContain("input: 3 slices");
});

test("what is no cross-validation makes no ensemble", () => {
  const [first, second] = folds as [string, string];
  const refusal = (members: readonly string[]) => () => writeSegmentationEnsemble(join(folder, "no"), "no", members);
  expect(refusal([first])).toThrow("two or more");
  expect(refusal([first, second, first])).toThrow("which are no two folds");
});
