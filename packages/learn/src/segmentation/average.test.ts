import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSegmenter } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listHearts, readHeart } from "../datasets/labelled-hearts.ts";
import { smallConfig, writeSmallAcdc } from "../testing/small-acdc.ts";
import { writeAveragedModel } from "./average.ts";
import { scorePatient, summarise } from "./evaluate.ts";
import { modelOrigin, readModelWeights, readTrainingFacts, writeSegmentationModel } from "./export.ts";
import { modelCard } from "./model-card.ts";
import { trainSegmentation } from "./train.ts";

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-average-"));
  writeSmallAcdc(folder, 6);
  await trained("start", {});
  await trained("other-start", { steps: 3 });
  await trained("a", { from: "start" });
  await trained("b", { from: "start", steps: 3 });
  await trained("c", { from: "other-start" });
  await trained("d", { from: "start", validationPatients: 3 });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Asked {
  readonly from?: string;
  readonly steps?: number;
  readonly validationPatients?: number;
}

async function trained(name: string, { from, steps = 2, validationPatients = 2 }: Asked): Promise<void> {
  const config = { ...smallConfig(steps), data: { set: "acdc", validationPatients } };
  const initialWeights = from === undefined ? undefined : readModelWeights(at(from));
  const run = { dataFolder: folder, config, runFolder: at(`run-${name}`), ...(initialWeights && { initialWeights }) };
  const { weights, split, step } = await trainSegmentation(run);
  const origin = from === undefined ? {} : { from: modelOrigin(at(from)), further: [{ set: "mnms", hearts: step }] };
  writeSegmentationModel(at(name), name, weights, { config, split, steps: step, ...origin });
}

test("the mean of two runs holds the mean of every weight, and says where it comes from", () => {
  writeAveragedModel(at("mean"), "mean", [at("a"), at("b")]);
  const [mean, a, b] = ["mean", "a", "b"].map((name) => readModelWeights(at(name)));
  for (const [path, { data, shape }] of mean!) {
    const [first, second] = [a!.get(path)!, b!.get(path)!];
    expect(shape).toEqual(first.shape);
    data.forEach((value, i) => {
      const expected = (Number(first.data[i]) + Number(second.data[i])) / 2;
      expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(1e-3 * Math.abs(expected) + 1e-7); // half precision
    });
  }
  const { steps, averages, from, further, split } = readTrainingFacts(at("mean"));
  expect([steps, averages, from, further]).toEqual([
    5,
    ["a", "b"].map((name) => modelOrigin(at(name))),
    modelOrigin(at("start")),
    [{ set: "mnms", hearts: 3 }],
  ]);
  expect(split).toEqual(readTrainingFacts(at("a")).split);
});

test("runs whose mean means nothing are refused", () => {
  const refusal =
    (...names: readonly string[]) =>
    () =>
      writeAveragedModel(at("no"), "no", names.map(at));
  expect(refusal("a")).toThrow("two or more");
  expect(refusal("a", "b", "a")).toThrow("name each once");
  expect(refusal("start", "a")).toThrow("began from fresh weights");
  expect(refusal("a", "c")).toThrow("began from different weights");
  expect(refusal("a", "d")).toThrow("held out different patients");
});

test("the card says that the weights are a mean, and of how many runs", async () => {
  writeAveragedModel(at("for-card"), "mean", [at("a"), at("b")]);
  const segmenter = await openSegmenter(at("for-card"), { threads: 1 });
  const score = await scorePatient(await readHeart(listHearts(folder, "acdc")[0]!), segmenter);
  await segmenter.dispose();
  const facts = {
    name: "mean",
    sha256: "0",
    parameters: 1,
    command: "cmr",
    training: readTrainingFacts(at("for-card")),
  };
  const card = modelCard({ ...facts, about: "Three hearts are mine.", summary: summarise([score], randomStream(1)) });
  expect(card).toContain("not a medical device.\n\nThree hearts are mine.\n\n|");
  expect(card).toContain("5 steps of 4 windows in 2 runs, the mean of whose weights this is");
});
