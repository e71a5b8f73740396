import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSegmenter } from "@cmrkit/study";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acdcLabelPath } from "../datasets/acdc-set.ts";
import { listHearts, readHeart } from "../datasets/labelled-hearts.ts";
import { writeMnms } from "../datasets/testing/mnms-layout.ts";
import { LearnError } from "../errors.ts";
import { smallConfig, writeSmallAcdc } from "../testing/small-acdc.ts";
import { parseSegmentationConfig } from "./config.ts";
import { scorePatient, scoresCsv, summarise } from "./evaluate.ts";
import { licenceOf, readTrainingFacts, writeSegmentationModel } from "./export.ts";
import { splitSet } from "./hold-out.ts";
import { modelCard } from "./model-card.ts";
import { segmentationBatches, segmentationSamples } from "./samples.ts";
import { trainSegmentation } from "./train.ts";

let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-train-"));
  data = mkdtempSync(join(folder, "data-"));
  writeSmallAcdc(data, 6);
});
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (weights: NamedTensors) =>
  [...weights].map(([name, { data: values }]) => [name, Buffer.from(values.buffer).toString("base64")]);

test.each([3, 5])("%i classes are refused: hearts are labelled with three structures", (classes) => {
  const { plan, ...config } = smallConfig(6);
  const change = () => parseSegmentationConfig({ ...config, plan: { ...plan, classes } }, "own.json");
  expect(change).toThrow(/own\.json .*plan\.classes: must be 4: the background, /s);
});

test("a run that is stopped and resumed gives the same weights, bit for bit, as one that never stopped", async () => {
  const config = smallConfig(6);
  const whole = await trainSegmentation({ dataFolder: data, config, runFolder: join(folder, "whole") });
  const parts = { dataFolder: data, config, runFolder: join(folder, "parts") };
  let updates = 0;
  const stopped = await trainSegmentation({ ...parts, onUpdate: () => updates++, shouldStop: () => updates === 3 });
  expect(stopped.step).toBe(3);
  const resumed = await trainSegmentation({ ...parts, onUpdate: () => updates++ });
  expect(updates).toBe(6);
  expect(bytesOf(resumed.weights)).toEqual(bytesOf(whole.weights));
});

test("two replicas are another run than one, go on bit for bit, and make nearly the same weights", async () => {
  const config = smallConfig(3);
  const run = { dataFolder: data, config, session: { threads: 1 } };
  const one = await trainSegmentation({ ...run, runFolder: join(folder, "one") });
  const two = { ...run, replicas: 2, runFolder: join(folder, "two") };
  await expect(trainSegmentation({ ...two, runFolder: join(folder, "one") })).rejects.toThrow("another");
  let updates = 0;
  await trainSegmentation({ ...two, onUpdate: () => updates++, shouldStop: () => updates === 1 });
  const resumed = await trainSegmentation(two);
  const unbroken = await trainSegmentation({ ...two, runFolder: join(folder, "unbroken") });
  expect(bytesOf(resumed.weights)).toEqual(bytesOf(unbroken.weights));
  const largest = Math.max(
    ...[...one.weights].flatMap(([name, { data: own }]) => differences(own, resumed.weights.get(name)!.data)),
  );
  expect(largest).toBeLessThan(0.05);
  expect(largest).toBeGreaterThan(0); // Dice over a half batch is not that over the whole
  await expect(trainSegmentation({ ...two, replicas: 3 })).rejects.toThrow("cannot be cut for 3 replicas");
});

const differences = (a: ArrayLike<unknown>, b: ArrayLike<unknown>) =>
  Array.from(a, (value, i) => Math.abs(Number(value) - Number(b[i])));

test("a run folder of another configuration is refused, not overwritten", async () => {
  const runFolder = join(folder, "other");
  await trainSegmentation({ dataFolder: data, config: smallConfig(2), runFolder });
  const again = trainSegmentation({ dataFolder: data, config: smallConfig(3), runFolder });
  await expect(again).rejects.toThrow(expect.objectContaining({ kind: "bad-checkpoint" }));
});

test("a run may start from the weights of another, is another run then, and refuses another network's", async () => {
  const config = smallConfig(30);
  const first = await trainSegmentation({ dataFolder: data, config, runFolder: join(folder, "first") });
  const losses: number[] = [];
  const onUpdate = ({ metrics }: { readonly metrics: Readonly<Record<string, number>> }) => losses.push(metrics.loss!);
  const run = { dataFolder: data, config, onUpdate, initialWeights: first.weights };
  await trainSegmentation({ ...run, runFolder: join(folder, "second") });
  expect(losses[0]).toBeLessThan(1.2); // fresh weights begin near 2.3
  const samePlace = trainSegmentation({ ...run, runFolder: join(folder, "first") });
  await expect(samePlace).rejects.toThrow(expect.objectContaining({ kind: "bad-checkpoint" }));
  const foreign = trainSegmentation({ ...run, initialWeights: new Map(), runFolder: join(folder, "third") });
  await expect(foreign).rejects.toThrow("another network's");
});

test("further folders are learnt from as well, make another run, and may not hold who validates", async () => {
  const config = smallConfig(2);
  const more = mkdtempSync(join(folder, "more-"));
  writeSmallAcdc(more, 6, "other");
  const run = { dataFolder: data, config, runFolder: join(folder, "with-more") };
  const trained = await trainSegmentation({ ...run, further: [{ set: "acdc", folder: more }] });
  expect(trained.further).toEqual([{ set: "acdc", hearts: 6 }]);
  expect(trained.split).toEqual(splitSet(data, config).split);
  await expect(trainSegmentation(run)).rejects.toThrow("another");
  const leak = trainSegmentation({ ...run, further: [{ set: "acdc", folder: data }], runFolder: join(folder, "leak") });
  await expect(leak).rejects.toThrow(/who validates/);
});

test("hearts of another set are learnt from by its own labels, and licence and card say whose they are", async () => {
  const config = { ...smallConfig(2), data: { set: "mnms", validationPatients: 1 } };
  const run = { dataFolder: writeMnms(), config, runFolder: join(folder, "mnms") };
  const { weights, split, step, further } = await trainSegmentation({
    ...run,
    further: [{ set: "acdc", folder: data }],
  });
  expect([split.training.length, split.validation.length]).toEqual([2, 1]);
  const model = join(folder, "mnms-model");
  writeSegmentationModel(model, "of several makers", weights, { config, split, steps: step, further });
  const training = readTrainingFacts(model);
  expect(licenceOf(training)).toMatch(/M&Ms, .+ and CC BY-NC-SA 4\.0 \(trained on ACDC, .+; research use only$/);
  const segmenter = await openSegmenter(model);
  const scores = [await scorePatient(await readHeart(listHearts(data, "acdc")[0]!), segmenter)];
  await segmenter.dispose();
  const facts = { name: "of several makers", sha256: "", training, parameters: 1, command: "" };
  const card = modelCard({ ...facts, summary: summarise(scores, randomStream(1)) });
  expect(card).toContain("M&Ms, 2 patients");
  expect(card).toContain("and 6 further hearts in the layout of ACDC");
  expect(card).not.toContain("One centre");
});

test("too many validation patients leave nobody to train on", async () => {
  const config = { ...smallConfig(2), data: { set: "acdc", validationPatients: 6 } };
  const run = trainSegmentation({ dataFolder: data, config, runFolder: join(folder, "none") });
  await expect(run).rejects.toThrow(LearnError);
});

test("a damaged patient, held out or not, is refused before a run folder is written", async () => {
  const damaged = mkdtempSync(join(folder, "damaged-"));
  writeSmallAcdc(damaged, 6);
  const [held] = splitSet(damaged, smallConfig(2)).split.validation;
  writeFileSync(acdcLabelPath(damaged, held!, "es"), "no NIfTI");
  const runFolder = join(folder, "of-damaged");
  await expect(trainSegmentation({ dataFolder: damaged, config: smallConfig(2), runFolder })).rejects.toThrow(held);
  expect(existsSync(runFolder)).toBe(false);
});

test("a batch of more slices than there are is refused", async () => {
  const small = segmentationSamples([await readHeart(listHearts(data, "acdc")[0]!)], smallConfig(2).plan);
  const config = { ...smallConfig(2), optimiser: { ...smallConfig(2).optimiser, batch: 7 } };
  expect(() => segmentationBatches(small, config, randomStream(1))).toThrow("a batch of 7 slices needs as many");
});

test("a network learns the simulated patients; the model folder gives the scores of patients it never saw", async () => {
  const config = smallConfig(150);
  const { weights, split, step } = await trainSegmentation({
    dataFolder: data,
    config,
    runFolder: join(folder, "learn"),
  });
  const model = join(folder, "model");
  writeSegmentationModel(model, "small", weights, { config, split, steps: step });
  expect(readTrainingFacts(model)).toEqual({ config, split, steps: 150 });
  const segmenter = await openSegmenter(model);
  const patients = listHearts(data, "acdc").filter(({ id }) => split.validation.includes(id));
  const scores = [];
  for (const patient of patients) scores.push(await scorePatient(await readHeart(patient), segmenter));
  await segmenter.dispose();
  const summary = summarise(scores, randomStream(1));
  expect(summary.meanDice.mean).toBeGreaterThan(0.85);
  expect(summary.measures.lvEfPercent.meanAbsoluteError).toBeLessThan(10);
  const [header, ...rows] = scoresCsv(scores).trim().split("\n");
  expect(rows.map((row) => row.split(",")[0])).toEqual(split.validation);
  expect(new Set([header, ...rows].map((row) => row!.split(",").length)).size).toBe(1);
});
