/** Evaluates the folder of a fine-tuned model on patients of a data set. */
import type { SessionOptions } from "@cmrkit/runtime";
import { randomStream } from "@cmrkit/tensor";
import { casesOfPatients } from "../datasets/patients.ts";
import { LearnError } from "../errors.ts";
import type { Subgroup } from "../metrics/subgroups.ts";
import type { TaskConfig } from "./config.ts";
import { type Answered, type Evaluation, evaluation } from "./evaluate.ts";
import { configOn } from "./evaluation/case-evaluator.ts";
import { evaluateCases } from "./evaluation/evaluate-cases.ts";
import { countPatients, knownNote, knownPatients } from "./evaluation/known-patients.ts";
import type { MeasuredCase } from "./evaluation/measured-case.ts";
import { scanRescanIntervals } from "./evaluation/scan-rescan.ts";
import { scoredCases } from "./evaluation/scored-cases.ts";
import { evaluationSubgroups } from "./evaluation/subgroups.ts";
import type { OnNote } from "./learnable-cases.ts";
import { type LeftOut, leftOutFor, leftOutNote, requireSomeKept } from "./left-out.ts";
import { openFinetuned, weightsSha256 } from "./open-finetuned.ts";
import { casesFor } from "./plan.ts";
import type { TestTimeAugmentation } from "./test-time-augmentation.ts";

export interface EvaluationRun {
  readonly modelFolder: string;
  readonly dataFolder: string;
  /** A side of the model's own split, or everybody in the folder, whoever was learnt from. */
  readonly patients: "validation" | "test" | "all";
  /** The data set in the folder, where it is not the model's own. */
  readonly set?: string;
  /** None unless told otherwise. */
  readonly testTimeAugmentation?: TestTimeAugmentation;
  readonly session?: SessionOptions;
  /** Threads that evaluate cases side by side, each by a session of one thread; none by default. */
  readonly workers?: number;
  /** Told after each case. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told in one line of images that are left out. */
  readonly onNote?: (text: string) => void;
}

export interface EvaluatedModel {
  readonly task: TaskConfig;
  /** Name of the data set. */
  readonly set: string;
  readonly patients: EvaluationRun["patients"];
  /** Of the file of weights that answered. */
  readonly weightsSha256: string;
  readonly testTimeAugmentation: TestTimeAugmentation;
  readonly rows: readonly Answered[];
  /** Clinical numbers of each case, where the task's classes tell them. */
  readonly measures: readonly MeasuredCase[];
  readonly evaluation: Evaluation;
  readonly subgroups: readonly Subgroup[];
  /** Patients among those looked at that are on the training or validation side of the model's split: no strangers to it. */
  readonly known: number;
  /** Images that nothing could be scored on. */
  readonly leftOut: LeftOut;
}

/**
 * The same for any number of threads.
 * @throws {LearnError} as `openFinetuned` and reading do; `data-missing` when no patient is left to look at, `unlabelled` when no
 *   image has landmarks.
 */
export async function evaluateFinetuned(run: EvaluationRun): Promise<EvaluatedModel> {
  const { patients, workers = 0, testTimeAugmentation = "none", onProgress = () => {} } = run;
  const { config, cases, known } = evaluatedCases(run, run.onNote);
  const note = knownNote(patients, known, countPatients(cases));
  if (note) run.onNote?.(note);
  const evaluated = await evaluateCases({
    modelFolder: run.modelFolder,
    cases,
    workers,
    onProgress,
    testTimeAugmentation,
    ...(run.set !== undefined && { set: run.set }),
    ...(run.session && { session: run.session }),
  });
  const rows = evaluated.flatMap((each) => each.rows);
  const measures = evaluated.flatMap((each) => each.measures);
  const leftOut = leftOutFor(evaluated.flatMap((each) => each.leftOut));
  tellLeftOut(leftOut, rows, run.onNote);
  const random = randomStream(config.seed);
  const factsOf = new Map(cases.map(({ id, facts }) => [id, facts]));
  return {
    task: config.task,
    set: config.data.set,
    patients,
    weightsSha256: weightsSha256(run.modelFolder),
    testTimeAugmentation,
    rows,
    measures,
    evaluation: {
      ...evaluation(rows, measures, config.task, random),
      ...scanRescanIntervals(config.data.set, measures, { random: random.fork("scan-rescan") }),
    },
    subgroups: evaluationSubgroups({ rows, measures, factsOf }, config.task, random),
    known,
    leftOut,
  };
}

/** @throws {LearnError} `unlabelled` when every image was left out. */
function tellLeftOut(leftOut: LeftOut, rows: readonly Answered[], onNote: EvaluationRun["onNote"]): void {
  const images = new Set(rows.map(({ caseId, image }) => JSON.stringify([caseId, image]))).size;
  requireSomeKept(leftOut, images);
  const note = leftOutNote(leftOut, images);
  if (note) onNote?.(note);
}

/** The cases that a run looks at, and the configuration by which it does. @throws {LearnError} as `evaluateFinetuned`. */
export function evaluatedCases({ modelFolder, dataFolder, set, patients }: EvaluationRun, onNote?: OnNote) {
  const { split, ...opened } = openFinetuned(modelFolder);
  const config = configOn(opened.config, set);
  const everybody = casesFor(config, dataFolder, onNote);
  const asked = patients === "all" ? everybody : casesOfPatients(everybody, split[patients]);
  const cases = scoredCases(asked, config.task, onNote);
  const isOwnSet = config.data.set === opened.config.data.set; // names of another set say nothing of these patients
  if (cases.length > 0) return { config, cases, known: isOwnSet ? knownPatients(cases, split) : 0 };
  throw new LearnError("data-missing", `${dataFolder} has no patient of the model's ${patients} side`);
}
