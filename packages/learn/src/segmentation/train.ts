/** Training the segmentation network: from a folder of labelled patients to the averaged weights. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  AVERAGE,
  compareParameters,
  initialParameters,
  type ParameterSpec,
  stateName,
  type WarmUpCosine,
  warmUpCosine,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { type HostTensor, type NamedTensors, randomStream, writeSafetensors } from "@cmrkit/tensor";
import { listAcdc, readAcdcPatient } from "../datasets/acdc.ts";
import { type Split, splitPatients } from "../datasets/split.ts";
import { LearnError } from "../errors.ts";
import { loadCheckpoint, saveCheckpoint } from "../training/checkpoint.ts";
import { type Metrics, openTrainer, type Trainer } from "../training/trainer.ts";
import type { SegmentationConfig } from "./config.ts";
import { segmentationTrainingGraph } from "./network.ts";
import { segmentationBatches, segmentationSamples } from "./samples.ts";

export interface SegmentationRun {
  readonly dataFolder: string;
  readonly runFolder: string;
  readonly config: SegmentationConfig;
  readonly session?: SessionOptions;
  /** Weights to start from instead of fresh ones, by parameter name. */
  readonly initialWeights?: NamedTensors;
  /** Told after every update. */
  readonly onUpdate?: (progress: TrainingProgress) => void;
  /** Asked every `every.validation` updates and at the end, with the averaged weights. */
  readonly validate?: (weights: NamedTensors, step: number) => Promise<void>;
  /** Asked before every update; `true` stops after a checkpoint. */
  readonly shouldStop?: () => boolean;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly metrics: Metrics;
  /** Where a resumed run began. */
  readonly firstStep: number;
}

export interface TrainedSegmentation {
  readonly weights: NamedTensors;
  readonly split: Split;
  readonly step: number;
}

/**
 * Trains, or goes on from the checkpoint in the run folder, bit for bit as if it had not stopped. Writes
 * `checkpoint.safetensors` as it goes.
 * @throws {LearnError} for data or a checkpoint that do not fit, and `diverged` when the loss is no longer a number.
 */
export async function trainSegmentation(run: SegmentationRun): Promise<TrainedSegmentation> {
  const { config, dataFolder, runFolder } = run;
  mkdirSync(runFolder, { recursive: true });
  const { patients, split } = splitSet(dataFolder, config);
  const runHash = hashOf({ config, split: split.sha256, ...originOf(run.initialWeights) });
  const training = patients.filter(({ id }) => split.training.includes(id));
  const samples = segmentationSamples(
    training.map((patient) => readAcdcPatient(dataFolder, patient)),
    config.plan,
  );
  const random = randomStream(config.seed);
  const batches = segmentationBatches(samples, config, random.fork("batches"));
  const { specs, graph } = segmentationTrainingGraph(config);
  const checkpointPath = join(runFolder, "checkpoint.safetensors");
  const saved = loadCheckpoint(checkpointPath, runHash);
  if (run.initialWeights) assertFits(specs, run.initialWeights);
  const initial = saved?.state ?? firstState(run.initialWeights ?? initialParameters(specs, random.fork("parameters")));
  const trainer = await openTrainer(graph, initial, new Map(), run.session);
  const averaged = () => averagedWeights(specs, trainer.state);
  const save = (step: number) => saveCheckpoint(checkpointPath, { state: trainer.state, step, runHash });
  try {
    const step = await trainFrom(saved?.step ?? 0, run, { trainer, batch: batches.batch, save, averaged });
    return { weights: averaged(), split, step };
  } finally {
    await trainer.dispose();
  }
}

/** The patients of a set and how a configuration splits them. */
export function splitSet(dataFolder: string, { data, seed }: SegmentationConfig) {
  const patients = listAcdc(dataFolder);
  if (data.validationPatients >= patients.length)
    throw new LearnError(
      "bad-config",
      `${data.validationPatients} of ${patients.length} patients for validation leaves none to train on`,
    );
  return { patients, split: splitPatients(patients, data.validationPatients, seed) };
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** Names the weights that a run starts from in its hash; a run from scratch has no such part. */
function originOf(weights: NamedTensors | undefined): { readonly origin?: string } {
  if (!weights) return {};
  return { origin: createHash("sha256").update(writeSafetensors(weights)).digest("hex") };
}

/** @throws {LearnError} `bad-checkpoint` when the weights are another network's. */
function assertFits(specs: readonly ParameterSpec[], weights: NamedTensors): void {
  const { missing, misshapen } = compareParameters(specs, weights);
  const [wrong] = [...missing, ...misshapen];
  if (wrong !== undefined)
    throw new LearnError(
      "bad-checkpoint",
      `the weights to start from are another network's: ${wrong} is missing or differs in shape`,
    );
}

/** Parameters, whose average starts as themselves. */
function firstState(parameters: NamedTensors): NamedTensors {
  const averages = [...parameters].map(([name, value]) => [stateName(AVERAGE, name), value] as const);
  return new Map<string, HostTensor>([...parameters, ...averages]);
}

function averagedWeights(specs: readonly ParameterSpec[], state: NamedTensors): Map<string, HostTensor> {
  return new Map(specs.map(({ name }) => [name, state.get(stateName(AVERAGE, name))!]));
}

/** Early averages would remember the start: the decay grows with the step, as in TensorFlow's `num_updates` rule. */
function averageDecay(most: number, step: number): number {
  return Math.min(most, (1 + step) / (10 + step));
}

interface TrainingLoop {
  readonly trainer: Trainer;
  readonly batch: (step: number) => NamedTensors;
  readonly save: (step: number) => void;
  readonly averaged: () => NamedTensors;
}

/** Updates until the last step or until asked to stop; returns the steps made. */
async function trainFrom(
  done: number,
  { config, onUpdate, validate, shouldStop }: SegmentationRun,
  { trainer, batch, save, averaged }: TrainingLoop,
): Promise<number> {
  const { optimiser, every } = config;
  for (let step = done + 1; step <= optimiser.steps; step++) {
    if (shouldStop?.()) {
      save(step - 1);
      return step - 1;
    }
    const learningRate = warmUpCosine(scheduleOf(optimiser), step);
    const emaDecay = averageDecay(optimiser.emaDecay, step);
    const metrics = await trainer.update(batch(step), { learningRate, step, emaDecay });
    assertFinite(metrics.loss, step);
    onUpdate?.({ step, steps: optimiser.steps, learningRate, metrics, firstStep: done + 1 });
    const isLast = step === optimiser.steps;
    if (isLast || step % every.checkpoint === 0) save(step);
    if (isLast || step % every.validation === 0) await validate?.(averaged(), step);
  }
  return optimiser.steps;
}

function scheduleOf({
  learningRate,
  finalLearningRate,
  warmUpSteps,
  steps,
}: SegmentationConfig["optimiser"]): WarmUpCosine {
  return { peak: learningRate, final: finalLearningRate, warmUpSteps, totalSteps: steps };
}

function assertFinite(loss: number | undefined, step: number): void {
  if (Number.isFinite(loss)) return;
  const advice = "the last checkpoint is good, lower the learning rate";
  throw new LearnError("diverged", `the loss is ${loss} at step ${step}; ${advice}`);
}
