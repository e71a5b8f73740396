/** Evaluation of a model that has hardly learnt: what is written, and that it does not depend on who computed it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import type { CasePixels } from "../datasets/data-set.ts";
import { classTable } from "./class-table.ts";
import { structureAnswers } from "./evaluate.ts";
import { type EvaluatedModel, type EvaluationRun, evaluateFinetuned } from "./evaluate-run.ts";
import { evaluationPage } from "./evaluation/page.ts";
import { worstCases } from "./evaluation/worst-cases.ts";
import { readEvaluation, writeEvaluation } from "./evaluation/write-evaluation.ts";
import { writeFinetuned } from "./export.ts";
import { finetune } from "./finetune.ts";
import { prepareImage } from "./prepared-image.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";

let look: EvaluationRun;
let evaluated: EvaluatedModel;

beforeAll(async () => {
  const dataFolder = writeDrawnPatients(6);
  const modelFolder = temporaryFolder();
  const config = smallFinetune({
    optimiser: { ...smallJson.optimiser, steps: 8 },
    every: { checkpoint: 8, validation: 8 },
  });
  const trained = await finetune({ dataFolder, runFolder: temporaryFolder(), config });
  writeFinetuned(modelFolder, { ...trained, best: trained.best! }, config);
  look = { modelFolder, dataFolder, patients: "validation" };
  evaluated = await evaluateFinetuned(look);
}, 60_000);

test("clinical numbers come from both phases of each patient, for the ventricle that has classes", () => {
  const { evaluation, measures } = evaluated;
  expect(measures.filter(({ name }) => name === "lvEfPercent").map(({ patient }) => patient)).toHaveLength(4);
  expect(evaluation).toHaveProperty(["lvEdvMl intraclassCorrelation"]);
  expect(Object.keys(evaluation).filter((name) => name.startsWith("rv"))).toEqual([]);
});

test("a structure that another data set does not draw is not scored, and not taken for missed", () => {
  const classes = { cavity: ["leftVentricleBloodPool"], myocardium: ["leftVentricularMyocardium"] } as const;
  const table = classTable(classes);
  const pixels: CasePixels = {
    data: Float32Array.of(1, 0, 0, 0),
    size: [1, 1, 2, 2],
    spacingMm: null,
    labels: Uint8Array.of(1, 0, 0, 0),
    labelNames: ["leftVentricleBloodPool"],
  };
  const window = { ...smallFinetune().window, longSideWithoutSpacing: 2 };
  const image = prepareImage(pixels, window, table, "a cavity alone");
  const example = { patient: "p", caseId: "c", name: "sax", truth: { kind: "classes" }, image } as const;
  const answers = structureAnswers(example, { classes }, Uint8Array.of(1, 2, 0, 0));
  expect(answers).toMatchObject([
    { name: "cavity", dice: 1 },
    { name: "myocardium", dice: { notMeasurable: "the data set does not draw it" } },
  ]);
});

test("the diseases of the data set make subgroups, each metric with n and an interval", () => {
  expect(evaluated.subgroups.map(({ fact, value }) => `${fact} ${value}`)).toEqual(["disease DCM", "disease NOR"]);
  const [dcm, nor] = evaluated.subgroups;
  expect(dcm!.patients + nor!.patients).toBe(4);
  expect(dcm!.metrics).toHaveProperty(["cavity dice", "lower"]);
});

test("two threads find what one finds, in the same order", async () => {
  const seen: number[] = [];
  const again = await evaluateFinetuned({ ...look, workers: 2, onProgress: (done) => seen.push(done) });
  expect(again).toEqual(evaluated);
  expect(seen).toEqual([1, 2, 3, 4]);
});

test("an error of a thread keeps its kind", async () => {
  const dataFolder = writeDrawnPatients(6);
  for (let i = 0; i < 6; i++) writeFileSync(join(dataFolder, `p${i}_es.nii.gz`), "no image");
  const broken = evaluateFinetuned({ ...look, dataFolder, workers: 2 });
  await expect(broken).rejects.toMatchObject({ name: "LearnError", kind: "bad-image" });
});

test("tables, figures and summary lie in the folder, and the summary is read back", () => {
  const folder = temporaryFolder();
  const names = writeEvaluation(folder, evaluated);
  expect(names).toEqual(expect.arrayContaining(["cases.csv", "measures.csv", "summary.json"]));
  const record = readEvaluation(folder);
  expect(record).toMatchObject({ task: "segmentation", set: "folder", patientCount: 4, caseCount: 4 });
  expect(record.metrics["mean dice"]!.estimate).toBe(evaluated.evaluation["mean dice"]!.estimate);
  expect(() => readEvaluation(temporaryFolder())).toThrow(/no summary of an evaluation/);
});

test("the page shows the three worst cases with every slice of both phases", async () => {
  const worst = await worstCases(look, evaluated);
  const dice = worst.map(({ meanDice }) => meanDice);
  expect(dice).toEqual(dice.toSorted((a, b) => a - b));
  const page = evaluationPage(evaluated, worst);
  expect(page.match(/<figcaption>/g)).toHaveLength(3 * 2 * 3);
  expect(page).toContain(`mean Dice ${dice[0]!.toFixed(3)}`);
});
