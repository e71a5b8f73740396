/** The grid of arms × label counts × seeds: how much each network learns from few labels. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isMeasured } from "@cmrkit/cardiac";
import type { SessionOptions } from "@cmrkit/runtime";
import { z } from "zod";
import { parsePatientCount } from "../datasets/patient-count.ts";
import type { PatientSplit } from "../datasets/patient-split.ts";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import { checkGrid } from "./check-grid.ts";
import type { FinetuneConfig } from "./config.ts";
import type { Evaluation } from "./evaluate.ts";
import { evaluateFinetuned } from "./evaluate-run.ts";
import { writeEvaluation } from "./evaluation/write-evaluation.ts";
import { writeFinetuned } from "./export.ts";
import type { FewShotConfig } from "./few-shot-config.ts";
import { type FinetuneLoading, finetune } from "./finetune.ts";
import { type FinetunePlan, finetunePlan } from "./plan.ts";
import { readSavedJson } from "./saved-json.ts";

export interface FewShotRun {
  readonly config: FewShotConfig;
  readonly dataFolder: string;
  /** Receives a folder for each cell; cells that are done are not done again. */
  readonly outFolder: string;
  /** Reads the fine-tuning of an arm. */
  readonly configOf: (path: string) => FinetuneConfig;
  /** As fine-tuning takes them. */
  readonly replicas?: number;
  readonly loading?: FinetuneLoading;
  readonly session?: SessionOptions;
  readonly shouldStop?: () => boolean;
  /** Told in one line before and after each cell, and of what a cell says. */
  readonly onNote?: (text: string) => void;
  /** Told after each update of a cell. */
  readonly onUpdate?: NonNullable<Parameters<typeof finetune>[0]["onUpdate"]>;
}

/** One fine-tuning of the grid. */
export interface FewShotCell {
  readonly arm: string;
  readonly labels: string;
  /** Patients that were learnt from. */
  readonly patients: number;
  readonly seed: number;
  /** On the test patients; null where it is not measurable. */
  readonly value: number | null;
}

const cellSchema = z.object({
  /** Of all that decides the cell's value. */
  sha256: z.string(),
  arm: z.string(),
  labels: z.string(),
  patients: z.int(),
  seed: z.int(),
  value: z.number().nullable(),
});

/**
 * Fine-tunes and scores every cell, those of few labels first. All cells share the split of the first arm's configuration, so
 * that all are scored on the same patients; a seed decides whose labels are used, the fresh weights and the batches, and gives
 * every arm the same patients.
 * @returns the cells that are done; all of them unless the run was stopped.
 * @throws {LearnError} before the first cell for an arm or a label count that cannot be; `run-exists` for a cell that was done
 *   by another configuration, `bad-checkpoint` for one that cannot be read; `bad-config` for a metric that there is not; and
 *   what fine-tuning throws.
 */
export async function fewShot(run: FewShotRun): Promise<readonly FewShotCell[]> {
  const { arms, labels, seeds } = run.config;
  const split = await sharedSplit(run);
  const cells: FewShotCell[] = [];
  for (const count of labels)
    for (const seed of seeds)
      for (const arm of arms) {
        const cell = await cellOf(run, { arm, labels: count, seed, split });
        if (!cell) return cells;
        cells.push(cell);
      }
  return cells;
}

/** Plans every row of the grid and reads the test, so that what cannot be is told before hours of training, not after. */
async function sharedSplit({ config, configOf, dataFolder }: FewShotRun): Promise<PatientSplit> {
  const arms = config.arms.map((arm) => ({ ...arm, config: configOf(arm.config) }));
  const { split } = finetunePlan(arms[0]!.config, dataFolder);
  const planned = arms.map((arm) => {
    const plans = config.labels.map((count) =>
      finetunePlan(arm.config, dataFolder, { labels: parsePatientCount(count), split }),
    );
    requireDifferentCounts(config.labels, plans);
    return { ...arm, test: plans[0]!.test };
  });
  await checkGrid(planned, config.metric);
  return split;
}

/** @throws {LearnError} `bad-config` for counts that are the same patients: each cell would be trained twice. */
function requireDifferentCounts(labels: readonly string[], plans: readonly FinetunePlan[]): void {
  const counts = plans.map(({ labelled }) => labelled.length);
  const again = counts.findIndex((count, i) => counts.indexOf(count) !== i);
  if (again === -1) return;
  const count = counts[again]!;
  throw new LearnError(
    "bad-config",
    `labels ${labels[counts.indexOf(count)]} and ${labels[again]} are both ${count} patients here; leave one of them out`,
  );
}

type Arm = FewShotConfig["arms"][number];

interface CellPlan {
  readonly arm: Arm;
  readonly labels: string;
  readonly seed: number;
  readonly split: PatientSplit;
}

/** Nothing when the run was stopped. */
async function cellOf(run: FewShotRun, { arm, labels, seed, split }: CellPlan): Promise<FewShotCell | undefined> {
  const { dataFolder, session, loading, replicas = 1, shouldStop, onUpdate, onNote = () => {} } = run;
  const folder = join(run.outFolder, arm.name, `${labels.replace("%", "-percent")}-seed-${seed}`);
  const path = join(folder, "cell.json");
  const config = { ...run.configOf(arm.config), seed };
  const cellFacts = { config, arm, labels, split: split.sha256, metric: run.config.metric };
  const sha256 = hashOf({ ...cellFacts, ...(replicas > 1 && { replicas }) });
  if (existsSync(path)) return doneCell(path, sha256);
  onNote(`${arm.name}, ${labels} labelled patients, seed ${seed}`);
  const trained = await finetune({
    dataFolder,
    runFolder: folder,
    config,
    labels: parsePatientCount(labels),
    split,
    testIsChecked: true,
    freezes: arm.freezes,
    replicas,
    onNote,
    ...(arm.encoder !== undefined && { encoder: arm.encoder }),
    ...(session && { session }),
    ...(loading && { loading }),
    ...(shouldStop && { shouldStop }),
    ...(onUpdate && { onUpdate }),
  });
  const { best, plan } = trained;
  if (!trained.isDone || !best) return undefined;
  const modelFolder = join(folder, "model");
  writeFinetuned(modelFolder, { ...trained, best }, config);
  const evaluated = await evaluateFinetuned({
    modelFolder,
    dataFolder,
    patients: "test",
    ...(session && { session }),
  });
  writeEvaluation(folder, evaluated);
  const value = scoreIn(evaluated.evaluation, run.config.metric);
  const cell = { arm: arm.name, labels, patients: plan.labelled.length, seed, value };
  writeFileAtomically(path, `${JSON.stringify({ sha256, ...cell }, null, 2)}\n`);
  onNote(
    `${arm.name}, ${labels} labelled patients, seed ${seed}: ${run.config.metric} ${value?.toFixed(4) ?? "not measurable"}`,
  );
  return cell;
}

/** Null where it is not measurable. @throws {LearnError} `bad-config` when the evaluation has no such metric. */
function scoreIn(evaluation: Evaluation, metric: string): number | null {
  const interval = evaluation[metric];
  if (interval) return isMeasured(interval.estimate) ? interval.estimate : null;
  const known = Object.keys(evaluation).join(", ");
  throw new LearnError("bad-config", `the evaluation has no metric "${metric}"; give one of ${known}`);
}

/** @throws {LearnError} `run-exists` when another configuration made it, `bad-checkpoint` when it cannot be read. */
function doneCell(path: string, sha256: string): FewShotCell {
  const { sha256: made, ...cell } = readSavedJson(path, cellSchema, "delete it, and the cell is scored again");
  if (made === sha256) return cell;
  throw new LearnError(
    "run-exists",
    `${path} was made by another configuration; give another folder, or delete the cell's`,
  );
}
function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** A line for each cell. */
export function fewShotCsv(cells: readonly FewShotCell[]): string {
  const lines = cells.map(({ arm, patients, seed, value }) => [arm, patients, seed, value ?? ""].join(","));
  return `arm,labelled_patients,seed,value\n${lines.join("\n")}\n`;
}
