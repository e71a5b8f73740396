/** Fine-tuning: from labelled patients and an encoder to a model that answers. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ParameterSpec, warmUpCosine } from "@cmrkit/nn";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import type { HostTensor, NamedTensors } from "@cmrkit/tensor";
import type { PatientCount } from "../datasets/patient-count.ts";
import type { Fold, PatientSplit } from "../datasets/patient-split.ts";
import { type BatchLoader, openBatchLoader } from "../loading/batch-loader.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import { partsOf, samplesInPart } from "../training/batch-parts.ts";
import { loadCheckpoint } from "../training/checkpoint.ts";
import { runTraining, type TrainingProgress } from "../training/loop.ts";
import { splitBuffers } from "../training/trainer.ts";
import type { FinetuneBatchInit } from "./batch-source.ts";
import type { FinetuneConfig } from "./config.ts";
import { type EarlyStopping, earlyStopping } from "./early-stopping.ts";
import { requireSameChannels } from "./examples.ts";
import { imageMemory } from "./image-memory.ts";
import { leftOutFor, leftOutNote } from "./left-out.ts";
import { examplesIn, type ListedExample, listExamples } from "./listed-example.ts";
import { modelOf } from "./model.ts";
import { type FinetunePlan, finetunePlan } from "./plan.ts";
import type { Predictor } from "./predict.ts";
import {
  finetuneProgram,
  type Learning,
  type Model,
  noiseOf,
  parametersOf,
  predictionModel,
  WINDOWS,
} from "./program.ts";
import { requireEncoder } from "./require-encoder.ts";
import { type StartingWeights, startingWeights } from "./starting-weights.ts";
import { targetStatistics } from "./target-statistics.ts";
import type { TargetStatistics } from "./tasks/regression.ts";
import { validate } from "./validation.ts";

export interface FinetuneRun {
  readonly dataFolder: string;
  /** Receives `split.json`, `checkpoint.safetensors`, `best.safetensors` and `best.json`. */
  readonly runFolder: string;
  readonly config: FinetuneConfig;
  /** Weight file of a pre-trained encoder, or none for fresh weights. */
  readonly encoder?: string;
  readonly labels?: PatientCount;
  readonly split?: PatientSplit;
  readonly fold?: Fold;
  readonly freezes?: boolean;
  /** Whether somebody has read the test patients and found them good, as a grid does once for all its cells. */
  readonly testIsChecked?: boolean;
  /** Parts that each batch is cut into, computed side by side in threads; the loss is the mean of theirs. One unless told. */
  readonly replicas?: number;
  /** By default in this thread, with `usualLoading`. It changes when batches are made, never what they hold. */
  readonly loading?: FinetuneLoading;
  readonly session?: SessionOptions;
  readonly shouldStop?: () => boolean;
  /** Told before the first update, when all data have been read and found good. */
  readonly onPlan?: (plan: FinetunePlan) => void;
  readonly onUpdate?: (progress: FinetuneProgress) => void;
  /** Told in one line of reading, encoder and validation. */
  readonly onNote?: (text: string) => void;
}

/** How batches are made ahead. */
export interface FinetuneLoading {
  /** Threads that make batches; 0 makes them in this one, between updates. */
  readonly workers: number;
  /** The most that prepared images may take in memory; those without room are read again whenever they are drawn. */
  readonly imageBytes: number;
  /** Milliseconds from an arbitrary start. */
  readonly nowMs: () => number;
}

/** 4 GB hold about 1000 stacks of ten slices of 256 × 256 pixels, with their classes. */
const usualLoading: FinetuneLoading = { workers: 0, imageBytes: 4e9, nowMs: () => 0 };

export interface FinetuneProgress extends TrainingProgress {
  /** The share of time that was spent waiting for batches. */
  readonly waitedShare: number;
}

export interface Finetuned {
  readonly plan: FinetunePlan;
  readonly model: Model;
  /** Of the regression, from the training patients. */
  readonly statistics: TargetStatistics | undefined;
  /** Updates made; fewer than planned when validation stopped improving, or when the run was stopped. */
  readonly step: number;
  /** Whether nothing is left to do; the same run goes on where it is false. */
  readonly isDone: boolean;
  /** The best look at the validation patients, and the weights then; absent before the first. */
  readonly best?: { readonly step: number; readonly value: number; readonly weights: NamedTensors };
}

/**
 * Trains, or goes on from the checkpoint in the run folder, until the last step or until validation stops improving.
 * @throws {LearnError} for data, splits, encoders or checkpoints that do not fit, before training starts or a file is
 *   written; `diverged`, `loading-failed`.
 */
export async function finetune(run: FinetuneRun): Promise<Finetuned> {
  const { config, runFolder } = run;
  const prepared = await prepare(run);
  const { plan, model, learning, start, data } = prepared;
  const runHash = hashOf({ config, split: plan.split.sha256, labelled: plan.labelled, learning, origin: start.sha256 });
  loadCheckpoint(join(runFolder, "checkpoint.safetensors"), runHash); // refuses another run's before it is written over
  const stopping = earlyStopping(runFolder, runHash, config);
  mkdirSync(runFolder, { recursive: true });
  writeFileAtomically(join(runFolder, "split.json"), `${JSON.stringify(plan.split, null, 2)}\n`);
  run.onPlan?.(plan);
  const loader = await openLoader(run, prepared);
  try {
    const step = await train(run, { ...prepared, runHash, stopping, loader });
    const isDone = step === config.optimiser.steps || stopping.isOver;
    const best = stopping.best && { ...stopping.best, weights: stopping.bestWeights() };
    return { plan, model, statistics: data.statistics, step, isDone, ...(best && { best }) };
  } finally {
    await loader.dispose();
  }
}

/** All that a run is made of, read and found good. */
interface Prepared {
  readonly plan: FinetunePlan;
  readonly data: RunData;
  readonly model: Model;
  readonly specs: readonly ParameterSpec[];
  readonly learning: Learning;
  readonly start: StartingWeights;
}

interface RunData {
  readonly training: readonly ListedExample[];
  readonly validation: readonly ListedExample[];
  readonly statistics: TargetStatistics | undefined;
}

async function prepare(run: FinetuneRun): Promise<Prepared> {
  const { config, onNote = () => {} } = run;
  const plan = finetunePlan(config, run.dataFolder, run);
  const data = await readData(plan, run);
  const model = modelOf(config, data.training[0]!.size[0], data.statistics);
  const specs = parametersOf(model);
  if (run.freezes) requireEncoder(model.network, specs);
  const start = await startingWeights(model.network, specs, config.seed, run.encoder);
  for (const note of start.notes) onNote(note);
  if (run.freezes && run.encoder === undefined) onNote(FROZEN_AT_RANDOM);
  return { plan, data, model, specs, start, learning: learningOf(run) };
}

const FROZEN_AT_RANDOM = "the frozen encoder has random weights: a control, not a model; give it pre-trained ones";

/**
 * Training images first: they are wanted at every update, those of the validation at every look. The test is read and checked
 * too, and none of it kept: what is wrong with it must not show after training.
 */
async function readData(plan: FinetunePlan, run: FinetuneRun): Promise<RunData> {
  const { config, loading = usualLoading, testIsChecked = false, onNote } = run;
  const memory = imageMemory(loading.imageBytes);
  const leftOut: string[] = [];
  const onLeftOut = (because: string) => leftOut.push(because);
  const training = await listExamples(plan.training, config, memory, onLeftOut);
  const validation = await listExamples(plan.validation, config, memory, onLeftOut);
  const test = testIsChecked ? [] : await listExamples(plan.test, config, imageMemory(0), () => {});
  requireSameChannels([...training, ...validation, ...test]);
  const { task } = config;
  const statistics = task.kind === "regression" ? targetStatistics(training, task.targets) : undefined;
  const all = [...training, ...validation];
  const note = leftOutNote(leftOutFor(leftOut), all.length);
  if (note) onNote?.(note);
  const kept = all.filter(({ image }) => image).length;
  if (kept < all.length)
    onNote?.(`memory holds ${kept} of ${all.length} images; the others are read again whenever they are drawn`);
  return { training, validation, statistics };
}

/** How many updates are made ahead for each loading thread. */
const AHEAD_OF_A_WORKER = 2;

function openLoader(
  { config, loading = usualLoading, onNote }: FinetuneRun,
  { data, model, learning }: Prepared,
): Promise<BatchLoader> {
  const init: FinetuneBatchInit = {
    config,
    examples: data.training,
    statistics: data.statistics,
    noise: noiseOf(model, learning),
  };
  return openBatchLoader({
    module: new URL("./batch-source.ts", import.meta.url),
    init,
    workers: loading.workers,
    ahead: AHEAD_OF_A_WORKER * loading.workers,
    nowMs: loading.nowMs,
    lastStep: config.optimiser.steps,
    ...(onNote && { onWarning: onNote }),
  });
}

interface TrainingParts extends Prepared {
  readonly runHash: string;
  readonly stopping: EarlyStopping;
  readonly loader: BatchLoader;
}

/** Returns the updates made. */
async function train(
  { config, runFolder, session = {}, onNote = () => {}, ...run }: FinetuneRun,
  { data, model, specs, learning, start, runHash, stopping, loader }: TrainingParts,
): Promise<number> {
  const { initial, constants } = slotsAndConstants(model, learning, start.weights);
  const { replicas = 1 } = learning;
  const prediction = await openSession(predictionModel(model, learning.batch), session);
  const look = async (state: NamedTensors, at: number) => {
    const weights = weightsOf(specs, state, constants);
    const predictor: Predictor = { session: prediction, weights, batch: learning.batch, view: model.views[0] };
    const examples = examplesIn(data.validation, config);
    const { name, value } = await validate(config.task, examples, { predictor, views: model.views }, data.statistics);
    stopping.look(at, value, weights);
    onNote(`step ${at}: ${name} ${value.toFixed(4)}${bestNote(stopping, at)}`);
  };
  try {
    const { step } = await runTraining({
      runFolder,
      runHash,
      steps: config.optimiser.steps,
      program: finetuneProgram(model, learning),
      firstState: () => initial,
      constants,
      batches: async (at) => (await loader.batches(at)).flatMap((batch) => partsOf(batch, replicas)),
      replicas,
      scalars: (at) => ({ learningRate: learningRateAt(config, at) }),
      checkpointEvery: config.every.checkpoint,
      hooks: [{ every: config.every.validation, run: look }],
      shouldStop: () => stopping.isOver || (run.shouldStop?.() ?? false),
      session,
      onUpdate: (progress) => run.onUpdate?.({ ...progress, waitedShare: loader.waitedShare }),
    });
    return step;
  } finally {
    await prediction.dispose();
  }
}

function bestNote({ best }: EarlyStopping, step: number): string {
  return best?.step === step ? ", the best so far" : `, best ${best?.value.toFixed(4)} at step ${best?.step}`;
}

/** Deep layers of an encoder learn slowly because they know something already; fresh ones learn at the full rate. */
function learningOf({ config: { optimiser }, encoder, freezes = false, replicas = 1 }: FinetuneRun): Learning {
  const { batch, betas, weightDecay, clipNorm } = optimiser;
  const layerDecay = encoder === undefined ? 1 : optimiser.layerDecay;
  samplesInPart(batch, replicas); // else refused when the first files are there
  return { batch, betas, weightDecay, layerDecay, clipNorm, freezes, ...(replicas > 1 && { replicas }) };
}

/** What training changes, running statistics of batches among it, and what it only reads: frozen parameters. */
function slotsAndConstants(model: Model, learning: Learning, weights: NamedTensors) {
  const { specs, statistics = [] } = finetuneProgram(model, learning).kinds.get(WINDOWS)!;
  const { initial, constants } = splitBuffers(specs, weights);
  for (const { slot } of statistics) {
    initial.set(slot, weights.get(slot)!);
    constants.delete(slot);
  }
  return { initial, constants };
}

function weightsOf(specs: readonly ParameterSpec[], state: NamedTensors, constants: NamedTensors) {
  return new Map<string, HostTensor>(specs.map(({ name }) => [name, (state.get(name) ?? constants.get(name))!]));
}

function learningRateAt({ optimiser }: FinetuneConfig, step: number): number {
  const { learningRate, finalLearningRate, warmUpSteps, steps } = optimiser;
  return warmUpCosine({ peak: learningRate, final: finalLearningRate, warmUpSteps, totalSteps: steps }, step);
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
