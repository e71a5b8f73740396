/** Training the segmentation network: from a folder of labelled patients to the averaged weights. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AVERAGE, initialParameters, type ParameterSpec, stateName, warmUpCosine } from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { type HostTensor, type NamedTensors, randomStream, writeSafetensors } from "@cmrkit/tensor";
import { listAcdc, readAcdcPatient } from "../datasets/acdc.ts";
import { type Split, splitPatients } from "../datasets/split.ts";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
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
 * `checkpoint.safetensors` as it goes and `weights.safetensors` (averaged) at the end.
 * @throws {LearnError} for data or a checkpoint that do not fit, and `diverged` when the loss is no longer a number.
 */
export async function trainSegmentation(run: SegmentationRun): Promise<TrainedSegmentation> {
  const { config, dataFolder, runFolder } = run;
  mkdirSync(runFolder, { recursive: true });
  const { patients, split } = splitSet(dataFolder, config);
  const runHash = hashOf({ config, split: split.sha256 });
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
  const trainer = await openTrainer(
    graph,
    saved?.state ?? freshState(specs, random.fork("parameters")),
    new Map(),
    run.session,
  );
  try {
    const step = await trainFrom(saved?.step ?? 0, run, trainer, batches.batch, (at) =>
      saveCheckpoint(checkpointPath, { state: trainer.state, step: at, runHash }),
    );
    const weights = averagedWeights(specs, trainer.state);
    if (step === config.optimiser.steps)
      writeFileAtomically(join(runFolder, "weights.safetensors"), writeSafetensors(weights));
    return { weights, split, step };
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

/** Fresh parameters, whose average starts as themselves. */
function freshState(specs: readonly ParameterSpec[], random: ReturnType<typeof randomStream>): NamedTensors {
  const parameters = initialParameters(specs, random);
  const averages = [...parameters].map(([name, value]) => [stateName(AVERAGE, name), value] as const);
  return new Map<string, HostTensor>([...parameters, ...averages]);
}

export function averagedWeights(specs: readonly ParameterSpec[], state: NamedTensors): Map<string, HostTensor> {
  return new Map(specs.map(({ name }) => [name, state.get(stateName(AVERAGE, name))!]));
}

/** Early averages would remember the start: the decay grows with the step, as in TensorFlow's `num_updates` rule. */
function averageDecay(most: number, step: number): number {
  return Math.min(most, (1 + step) / (10 + step));
}

async function trainFrom(
  done: number,
  { config, onUpdate, validate, shouldStop }: SegmentationRun,
  trainer: Trainer,
  batch: (step: number) => NamedTensors,
  save: (step: number) => void,
): Promise<number> {
  const { optimiser, every } = config;
  const { specs } = segmentationTrainingGraph(config);
  const schedule = {
    peak: optimiser.learningRate,
    final: optimiser.finalLearningRate,
    warmUpSteps: optimiser.warmUpSteps,
    totalSteps: optimiser.steps,
  };
  for (let step = done + 1; step <= optimiser.steps; step++) {
    if (shouldStop?.()) {
      save(step - 1);
      return step - 1;
    }
    const learningRate = warmUpCosine(schedule, step);
    const emaDecay = averageDecay(optimiser.emaDecay, step);
    const metrics = await trainer.update(batch(step), { learningRate, step, emaDecay });
    if (!Number.isFinite(metrics.loss))
      throw new LearnError(
        "diverged",
        `the loss is ${metrics.loss} at step ${step}; the last checkpoint is good, lower the learning rate`,
      );
    onUpdate?.({ step, steps: optimiser.steps, learningRate, metrics, firstStep: done + 1 });
    const isLast = step === optimiser.steps;
    if (isLast || step % every.checkpoint === 0) save(step);
    if (isLast || step % every.validation === 0) await validate?.(averagedWeights(specs, trainer.state), step);
  }
  return optimiser.steps;
}
