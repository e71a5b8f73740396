/** The files of an evaluation: tables of cases, and what follows of them. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LearnError } from "../../errors.ts";
import { writeFileAtomically } from "../../training/atomic-file.ts";
import { answersCsv, isLandmark } from "../evaluate.ts";
import type { EvaluatedModel } from "../evaluate-run.ts";
import { longAxisAnswers, longAxisCsv } from "../landmarks/long-axis.ts";
import { weightsSha256 } from "../open-finetuned.ts";
import { testTimeAugmentations } from "../test-time-augmentation.ts";
import { measuresCsv } from "./csv.ts";
import { evaluationFigures } from "./figures.ts";

const measured = z.union([z.number(), z.object({ notMeasurable: z.string() })]);
const intervals = z.record(
  z.string(),
  z.object({
    estimate: measured,
    lower: measured,
    upper: measured,
    n: z.int(),
    confidence: z.number(),
    resamples: z.int(),
    resamplesLeftOut: z.int(),
  }),
);

const summarySchema = z.object({
  schema: z.literal("cmrkit.evaluation/1"),
  researchUseOnly: z.literal(true),
  /** Kind of task, data set, and which side of the split. */
  task: z.string(),
  set: z.string(),
  patients: z.enum(["validation", "test", "all"]),
  /** Of the file of weights that answered. */
  weightsSha256: z.string(),
  testTimeAugmentation: z.enum(testTimeAugmentations),
  /** How many patients and cases were looked at. */
  patientCount: z.int(),
  caseCount: z.int(),
  /** Of the patients, those on the training or validation side of the model's split; absent as older versions wrote it. */
  knownPatientCount: z.int().optional(),
  /** Images that nothing could be scored on, counted by the reason why. */
  leftOut: z.record(z.string(), z.int()).default({}),
  metrics: intervals,
  subgroups: z.array(
    z.object({
      fact: z.string(),
      value: z.string().nullable(),
      patients: z.int(),
      rows: z.int(),
      isSmall: z.boolean(),
      metrics: intervals,
    }),
  ),
});

/** Contents of `summary.json`. */
export type EvaluationRecord = Readonly<z.infer<typeof summarySchema>>;

export function evaluationRecord(evaluated: EvaluatedModel): EvaluationRecord {
  const { task, set, patients, rows, evaluation, subgroups, known, leftOut } = evaluated;
  const { weightsSha256, testTimeAugmentation } = evaluated;
  const countOf = (key: "patient" | "caseId") => new Set(rows.map((row) => row[key])).size;
  return {
    schema: "cmrkit.evaluation/1",
    researchUseOnly: true,
    task: task.kind,
    set,
    patients,
    weightsSha256,
    testTimeAugmentation,
    patientCount: countOf("patient"),
    caseCount: countOf("caseId"),
    knownPatientCount: known,
    leftOut: { ...leftOut },
    metrics: { ...evaluation },
    subgroups: subgroups.map((group) => ({ ...group, metrics: { ...group.metrics } })),
  };
}

/**
 * Writes `cases.csv`, `measures.csv` where there are clinical numbers, `long-axis.csv` where landmarks tell MAPSE and strain,
 * `summary.json` and the figures.
 * @returns their names.
 */
export function writeEvaluation(folder: string, evaluated: EvaluatedModel): readonly string[] {
  const longAxis = longAxisAnswers(evaluated.rows.filter(isLandmark));
  const files = {
    "cases.csv": answersCsv(evaluated.rows),
    ...(evaluated.measures.length > 0 && { "measures.csv": measuresCsv(evaluated.measures) }),
    ...(longAxis.length > 0 && { "long-axis.csv": longAxisCsv(longAxis) }),
    ...evaluationFigures(evaluated),
    "summary.json": `${JSON.stringify(evaluationRecord(evaluated), null, 2)}\n`,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileAtomically(join(folder, name), text);
  return Object.keys(files);
}

/** A summary from before weights were named. */
const olderSchema = z.object({ schema: z.literal("cmrkit.evaluation/1"), weightsSha256: z.never().optional() });

/** @throws {LearnError} `data-missing` when the folder holds no summary of an evaluation, or one that names no weights. */
export function readEvaluation(folder: string): EvaluationRecord {
  const path = join(folder, "summary.json");
  try {
    const json: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (olderSchema.safeParse(json).success) throw new LearnError("data-missing", unnamedWeights(path));
    return summarySchema.parse(json);
  } catch (error) {
    if (error instanceof LearnError) throw error;
    throw new LearnError("data-missing", `${path} is no summary of an evaluation: ${String(error)}`);
  }
}

function unnamedWeights(path: string): string {
  return `${path} does not say which weights were evaluated, as an older version wrote it; evaluate the model again`;
}

/**
 * The evaluation of this model and of no other.
 * @throws {LearnError} as `readEvaluation`; `bad-input` when other weights than the model folder's were evaluated.
 */
export function readEvaluationOf(modelFolder: string, folder: string): EvaluationRecord {
  const evaluation = readEvaluation(folder);
  const own = weightsSha256(modelFolder);
  if (evaluation.weightsSha256 === own) return evaluation;
  const [theirs, ours] = [evaluation.weightsSha256, own].map((sha256) => sha256.slice(0, 16));
  throw new LearnError(
    "bad-input",
    `${join(folder, "summary.json")} evaluates the weights ${theirs}…, ${modelFolder} holds ${ours}…; give this model's evaluation, or evaluate it first`,
  );
}
