/** Evaluates the folder of a fine-tuned model on patients of a data set. */
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { randomStream } from "@cmrkit/tensor";
import { casesOfPatients } from "../datasets/patients.ts";
import { LearnError } from "../errors.ts";
import { type Answered, answersTo, type Evaluation, evaluation } from "./evaluate.ts";
import { learnableExamples } from "./learnable-examples.ts";
import { openFinetuned } from "./open-finetuned.ts";
import { casesFor } from "./plan.ts";
import type { Predictor } from "./predict.ts";
import { predictionModel } from "./program.ts";

export interface EvaluationRun {
  readonly modelFolder: string;
  readonly dataFolder: string;
  /** A side of the model's own split, or everybody in the folder, whoever was learnt from. */
  readonly patients: "validation" | "test" | "all";
  /** The data set in the folder, where it is not the model's own. */
  readonly set?: string;
  readonly session?: SessionOptions;
  /** Told after each image. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told in one line of images that are left out. */
  readonly onNote?: (text: string) => void;
}

export interface EvaluatedModel {
  readonly rows: readonly Answered[];
  readonly evaluation: Evaluation;
}

/** Windows that are predicted at once. */
const BATCH = 4;

/** @throws {LearnError} as `openFinetuned` and reading do; `data-missing` when no patient is left to look at. */
export async function evaluateFinetuned(run: EvaluationRun): Promise<EvaluatedModel> {
  const opened = openFinetuned(run.modelFolder);
  const config = { ...opened.config, data: { ...opened.config.data, ...(run.set !== undefined && { set: run.set }) } };
  const everybody = casesFor(config, run.dataFolder);
  const cases = run.patients === "all" ? everybody : casesOfPatients(everybody, opened.split[run.patients]);
  if (cases.length === 0)
    throw new LearnError("data-missing", `${run.dataFolder} has no patient of the model's ${run.patients} side`);
  const examples = await learnableExamples(cases, config, run.onNote);
  const session = await openSession(predictionModel(opened.model, BATCH), run.session ?? {});
  const predictor: Predictor = { session, weights: opened.weights, batch: BATCH, window: config.window };
  try {
    const rows: Answered[] = [];
    for (const [i, example] of examples.entries()) {
      rows.push(...(await answersTo(example, config, predictor)));
      run.onProgress?.(i + 1, examples.length);
    }
    return { rows, evaluation: evaluation(rows, config.task, randomStream(config.seed)) };
  } finally {
    await session.dispose();
  }
}
