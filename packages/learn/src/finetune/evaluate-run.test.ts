/** Evaluation of a model that has hardly learnt: what is written, and that it does not depend on who computed it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@cmrkit/tensor";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import type { CasePixels } from "../datasets/data-set.ts";
import { refusalOf } from "../datasets/testing/refusal.ts";
import { classTable } from "./class-table.ts";
import { evaluation, isStructure, structureAnswers } from "./evaluate.ts";
import { type EvaluatedModel, type EvaluationRun, evaluateFinetuned } from "./evaluate-run.ts";
import { evaluationPage } from "./evaluation/page.ts";
import { worstCases } from "./evaluation/worst-cases.ts";
import { readEvaluation, readEvaluationOf, writeEvaluation } from "./evaluation/write-evaluation.ts";
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
  expect(evaluation).toHaveProperty(["lvEdvMl coefficientOfVariationPercent"]);
  expect(Object.keys(evaluation).filter((name) => name.startsWith("rv"))).toEqual([]);
});

test("every outline has a stability score, whether there is a truth or not", () => {
  const { rows, evaluation } = evaluated;
  for (const { stability } of rows.filter(isStructure))
    expect(stability).toSatisfy((value) => value >= 0 && value <= 1);
  expect(evaluation["mean stability"]!.n).toBe(4);
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
  const answers = structureAnswers(
    example,
    "sax",
    { classes },
    {
      classes: Uint8Array.of(1, 2, 0, 0),
      stabilities: [0.9, 0.8],
    },
  );
  expect(answers).toMatchObject([
    { name: "cavity", dice: 1, stability: 0.9 },
    { name: "myocardium", dice: { notMeasurable: "the data set does not draw it" }, stability: 0.8 },
  ]);
});

test("the positive class of a task has its own sensitivity and specificity, and is one of the classes", () => {
  const task = { kind: "classification", fact: "group", classes: ["normal", "pathological"], positive: "pathological" };
  const { task: read } = smallFinetune({ task });
  const all = ["pathological", "pathological", "normal"].map((truth, i) => {
    const of = { patient: `p${i}`, caseId: `p${i}`, image: "lge", answer: "pathological" };
    return { ...of, kind: "class", truth, probabilities: [0, 1] } as const;
  });
  const { sensitivity, specificity } = evaluation(all, [], read, randomStream(1));
  expect([sensitivity!.estimate, specificity!.estimate]).toEqual([1, 0]);
  expect(() => smallFinetune({ task: { ...task, positive: "ill" } })).toThrow(/task\.positive: must be one of/);
});

test("the diseases of the data set make subgroups, each metric with n and an interval", () => {
  expect(evaluated.subgroups.map(({ fact, value }) => `${fact} ${value}`)).toEqual(["disease DCM", "disease NOR"]);
  const [dcm, nor] = evaluated.subgroups;
  expect(dcm!.patients + nor!.patients).toBe(4);
  expect(dcm!.metrics).toHaveProperty(["cavity dice", "lower"]);
});

test("of everybody in the folder it is told, recorded and shown how many the model met before", async () => {
  const notes: string[] = [];
  const all = await evaluateFinetuned({ ...look, patients: "all", onNote: (text) => notes.push(text) });
  const note =
    "6 of 6 patients are on the training or validation side of the model's split: no estimate for new patients";
  expect(notes).toContain(note);
  expect(evaluationPage(all, [])).toContain(note.replace("'", "&#39;"));
  expect(evaluationPage(evaluated, [])).not.toContain("no estimate");
  const folder = temporaryFolder();
  writeEvaluation(folder, all);
  expect(readEvaluation(folder)).toMatchObject({ patientCount: 6, knownPatientCount: 6 });
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

test("an evaluation is taken for that of the weights that it names, of no others", () => {
  const folder = temporaryFolder();
  writeEvaluation(folder, evaluated);
  expect(readEvaluationOf(look.modelFolder, folder)).toMatchObject({ testTimeAugmentation: "none" });
  const other = temporaryFolder();
  writeFileSync(join(other, "weights.safetensors"), "others");
  expect(refusalOf(() => readEvaluationOf(other, folder))).toMatchObject({
    kind: "bad-input",
    message: expect.stringMatching(/summary\.json evaluates the weights [0-9a-f]{16}….* holds .* evaluate it first/),
  });
  const { weightsSha256: _, ...older } = readEvaluation(folder);
  writeFileSync(join(folder, "summary.json"), JSON.stringify(older));
  expect(refusalOf(() => readEvaluation(folder))).toMatchObject({
    kind: "data-missing",
    message: expect.stringContaining("evaluate the model again"),
  });
});

test("the page shows the three worst cases with every slice of both phases", async () => {
  const worst = await worstCases(look, evaluated);
  const dice = worst.map(({ meanDice }) => meanDice);
  expect(dice).toEqual(dice.toSorted((a, b) => a - b));
  const page = evaluationPage(evaluated, worst);
  expect(page.match(/<figcaption>/g)).toHaveLength(3 * 2 * 3);
  expect(page).toContain(`mean Dice ${dice[0]!.toFixed(3)}`);
});
