/** Landmarks from labelled patients to MAPSE, end to end on drawn hearts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../catalogue/testing/small-images.ts";
import { parseFinetuneConfig } from "../config.ts";
import { answersCsv } from "../evaluate.ts";
import { evaluateFinetuned } from "../evaluate-run.ts";
import { evaluationPage } from "../evaluation/page.ts";
import { writeEvaluation } from "../evaluation/write-evaluation.ts";
import { writeFinetuned } from "../export.ts";
import { finetune } from "../finetune.ts";
import { imageMemory } from "../image-memory.ts";
import { listExamples } from "../listed-example.ts";
import { modelOf } from "../model.ts";
import { finetunePlan } from "../plan.ts";
import { writeDrawnFourChambers, writeDrawnLongAxes, writeDrawnPoints } from "../testing/drawn-long-axes.ts";
import { smallFinetune, smallJson } from "../testing/small-finetune.ts";

/** One thread: the networks are small. */
const session = { threads: 1 };
const source = { from: "four-chamber mask", septum: "left hand" };
const still = {
  ...smallJson.augmentation,
  flips: 0,
  shiftMm: 6,
  dropout: { ...smallJson.augmentation.dropout, probability: 0 },
};
const about = {
  data: { ...smallJson.data, views: ["lax_4c"] },
  augmentation: still,
  window: { ...smallJson.window, size: 32, pixelMm: 6, longSideWithoutSpacing: 32 },
  split: { validation: "3" },
};
const heatMaps = smallFinetune({ ...about, task: { kind: "landmark-heatmap", landmarks: source, sigmaPixels: 1.5 } });

test("a U-Net learns to find apex and annulus of patients it has not seen, and is scored in mm, with MAPSE and strain", async () => {
  const data = writeDrawnLongAxes(11, [0]);
  const [notes, modelFolder]: [string[], string] = [[], temporaryFolder()];
  const onNote = (text: string) => notes.push(text);
  const config = {
    ...heatMaps,
    optimiser: { ...heatMaps.optimiser, steps: 60 },
    every: { checkpoint: 60, validation: 30 },
  };
  const trained = await finetune({ dataFolder: data, runFolder: temporaryFolder(), config, onNote, session });
  writeFinetuned(modelFolder, { ...trained, best: trained.best! }, config);
  const evaluated = await evaluateFinetuned({
    modelFolder,
    dataFolder: data,
    patients: "all",
    workers: 2,
    onNote,
    session,
  });
  const written = writeEvaluation(temporaryFolder(), evaluated);
  const { rows, evaluation } = evaluated;

  expect(trained.best!.value).toBeGreaterThan(-9);
  expect(notes.find((note) => note.startsWith("step 30"))).toMatch(/negative mean distance in mm -\d/);
  expect(notes.at(-1)).toBe(
    "left out 2 of 22 images, which have no landmarks: 2 because no end of the cavity stands out as its base",
  );
  expect(evaluated.leftOut).toEqual({ "no end of the cavity stands out as its base": 2 });
  expect(evaluationPage(evaluated, [])).toContain("2 images without landmarks were not scored");
  expect(written).toEqual(["cases.csv", "long-axis.csv", "success-rate-mm.svg", "summary.json"]);
  expect(rows).toHaveLength(10 * 2 * 3);
  expect(answersCsv(rows).split("\n")[0]).toBe(
    "patient,case,image,landmark,predicted_x,predicted_y,reference_x,reference_y,distance,unit,confidence",
  );
  expect(evaluation["apex distance mm"]!.estimate).toBeLessThan(9);
  expect(evaluation["all within 10 mm"]!.estimate).toBeGreaterThan(0.7);
  expect(evaluation["meanMapseMm bias"]!.n).toBe(10);
  expect(Math.abs(Number(evaluation["meanMapseMm bias"]!.estimate))).toBeLessThan(6);
  expect(evaluation["globalLongitudinalStrainPercent upperLimitOfAgreement"]!.estimate).toBeTypeOf("number");
});

test("ConvViT learns coordinates, and distances are in pixels where nobody knows how large one is", async () => {
  const data = writeDrawnFourChambers(12);
  const model = { variant: "tiny", convChannels: [8], convBlocks: 1, encoder: { embedDim: 24, depth: 1, heads: 2 } };
  const config = smallFinetune({
    ...about,
    data: { set: "lax4ch", frames: "each" },
    task: { kind: "landmark-coordinates", landmarks: source },
    network: { kind: "convvit", view: "lax_4c", steps: { patchSize: [4, 4], scaleFactor: [2, 2] }, model },
    optimiser: { ...smallJson.optimiser, steps: 60, learningRate: 0.003 },
    every: { checkpoint: 60, validation: 10 },
  });
  const notes: string[] = [];
  const run = {
    dataFolder: data,
    runFolder: temporaryFolder(),
    config,
    session,
    onNote: (text: string) => notes.push(text),
  };
  const { best } = await finetune(run);
  const first = Number(/in pixels (-[\d.]+)/.exec(notes.find((note) => note.startsWith("step 10"))!)![1]);
  expect(best!.value).toBeGreaterThan(first / 2);
  expect(best!.value).toBeGreaterThan(-5);
});

const shipped = [
  ["lax4ch-landmarks-heatmap", writeDrawnFourChambers],
  ["lax4ch-landmarks-coordinates", writeDrawnFourChambers],
  ["landmark-points-heatmap", writeDrawnPoints],
] as const;

test.each(shipped)("the configuration %s fits its data set and its network", async (name, write) => {
  const path = join(import.meta.dirname, "../../../../../configs/finetune", `${name}.json`);
  const config = parseFinetuneConfig(JSON.parse(readFileSync(path, "utf8")), path);
  const { training } = finetunePlan({ ...config, split: { validation: "1" } }, write(3));
  const [first] = await listExamples(training, config, imageMemory(1e9), () => {});
  expect(first!.truth).toMatchObject({ kind: "landmarks", view: "lax_4c" });
  expect(modelOf(config, first!.size[0], undefined).task.outputs).toBe(
    config.task.kind === "landmark-coordinates" ? 6 : 3,
  );
});

test.each([
  ["stacks", { window: { ...about.window, slices: 4 } }, /window\.slices/],
  ["phases as channels", { data: { ...about.data, frames: "channels" } }, /data\.frames/],
  [
    "coordinates of one landmark",
    { task: { kind: "landmark-coordinates", landmarks: { from: "points", names: ["apex"] } } },
    /two or more/,
  ],
  [
    "a name twice",
    { task: { kind: "landmark-heatmap", landmarks: { from: "points", names: ["apex", "apex"] } } },
    /must differ/,
  ],
])("%s are refused by the configuration", (_, change, message) => {
  expect(() => smallFinetune({ ...about, task: heatMaps.task, ...change })).toThrow(message);
});

test("a set without any landmarks is one clear error before anything trains", async () => {
  const config = smallFinetune({
    ...about,
    task: { kind: "landmark-heatmap", landmarks: { from: "points", names: ["apex"] } },
  });
  const run = { dataFolder: writeDrawnLongAxes(5), runFolder: temporaryFolder(), config };
  await expect(finetune(run)).rejects.toMatchObject({
    kind: "unlabelled",
    message: "none of 4 images has landmarks: 4 because nobody marked apex",
  });
});
