/** Training the segmentation network: from a folder of labelled patients to the averaged weights. */
import { createHash } from "node:crypto";
import {
  compareParameters,
  initialParameters,
  type ParameterSpec,
  type Scalars,
  type WarmUpCosine,
  warmUpCosine,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { type HeartCase, listHearts, readHeart } from "../datasets/labelled-hearts.ts";
import type { Split } from "../datasets/split.ts";
import { LearnError } from "../errors.ts";
import { type BatchLoader, openBatchLoader } from "../loading/batch-loader.ts";
import { averageDecay, averagedWeights, withAverages } from "../training/averaged-weights.ts";
import { partsOf } from "../training/batch-parts.ts";
import { runTraining, type TrainingProgress } from "../training/loop.ts";
import { tensorsSha256 } from "../weights/hash-tensors.ts";
import type { SegmentationBatchInit } from "./batch-source.ts";
import type { SegmentationConfig } from "./config.ts";
import { type HoldOut, splitSet } from "./hold-out.ts";
import { segmentationProgram } from "./network.ts";

/** A folder of labelled hearts besides that which validates. */
export interface FurtherFolder {
  /** Name of its data set. */
  readonly set: string;
  readonly folder: string;
}

export interface SegmentationRun extends HoldOut {
  readonly dataFolder: string;
  readonly runFolder: string;
  readonly config: SegmentationConfig;
  readonly session?: SessionOptions;
  /** Threads that make batches; 0, unless told, makes them in this one between updates. What they hold is the same. */
  readonly workers?: number;
  /** Parts that each batch is cut into, computed side by side in threads; the loss is the mean of theirs. One unless told. */
  readonly replicas?: number;
  /** Whose patients are all learnt from and never validated on. */
  readonly further?: readonly FurtherFolder[];
  /** Weights to start from instead of fresh ones, by parameter name. */
  readonly initialWeights?: NamedTensors;
  /** Told after every update. */
  readonly onUpdate?: (progress: TrainingProgress) => void;
  /** Asked every `every.validation` updates and at the end, with the averaged weights. */
  readonly validate?: (weights: NamedTensors, step: number) => Promise<void>;
  /** Asked before every update; `true` stops after a checkpoint. */
  readonly shouldStop?: () => boolean;
}

/** How many hearts of a set were learnt from besides. */
export interface FurtherHearts {
  readonly set: string;
  readonly hearts: number;
}

export interface TrainedSegmentation {
  readonly weights: NamedTensors;
  readonly split: Split;
  readonly step: number;
  /** What was learnt from besides. */
  readonly further: readonly FurtherHearts[];
}

/**
 * Trains, or goes on from the checkpoint in the run folder, bit for bit as if it had not stopped. Writes
 * `checkpoint.safetensors` as it goes.
 * @throws {LearnError} for data or a checkpoint that do not fit, and `diverged` when the loss is no longer a number.
 */
export async function trainSegmentation(run: SegmentationRun): Promise<TrainedSegmentation> {
  const { config, dataFolder, runFolder, initialWeights, replicas = 1 } = run;
  const { hearts, split } = splitSet(dataFolder, config, run);
  const further = (run.further ?? []).map((each) => ({ ...each, hearts: listHearts(each.folder, each.set) }));
  const heldOut = hearts.filter(({ id }) => split.validation.includes(id));
  for (const each of further) if (each.set === config.data.set) assertNotHeldOut(each, heldOut);
  const others = further.flatMap((each) => each.hearts);
  const { specs, program } = segmentationProgram(config, replicas);
  if (initialWeights) assertFits(specs, initialWeights);
  for (const heart of [...hearts, ...others]) await readHeart(heart); // what is damaged shows before anything is written
  const fresh = () => initialParameters(specs, randomStream(config.seed).fork("parameters"));
  const training = hearts.filter(({ id }) => split.training.includes(id));
  const loader = await openLoader(run, [...training, ...others]);
  try {
    const { state, step } = await runTraining({
      runFolder,
      runHash: hashOf({
        config,
        split: split.sha256,
        ...originOf(initialWeights),
        ...(replicas > 1 && { replicas }),
        ...(others.length > 0 && { further: others.map(({ id, group }) => ({ id, group })) }),
      }),
      steps: config.optimiser.steps,
      program,
      firstState: () => withAverages(initialWeights ?? fresh()),
      batches: async (at) => (await loader.batches(at)).flatMap((batch) => partsOf(batch, replicas)),
      replicas,
      scalars: (at) => scalarsOf(config, at),
      checkpointEvery: config.every.checkpoint,
      hooks: [{ every: config.every.validation, run: async (at, n) => run.validate?.(averagedWeights(specs, at), n) }],
      ...(run.onUpdate && { onUpdate: run.onUpdate }),
      ...(run.shouldStop && { shouldStop: run.shouldStop }),
      ...(run.session && { session: run.session }),
    });
    const told = further.map(({ set, hearts: { length } }) => ({ set, hearts: length }));
    return { weights: averagedWeights(specs, state), split, step, further: told };
  } finally {
    await loader.dispose();
  }
}

/** @throws {LearnError} `bad-config` when a folder to learn from has a patient who validates. */
function assertNotHeldOut(
  { folder, hearts }: { readonly folder: string; readonly hearts: readonly HeartCase[] },
  heldOut: readonly HeartCase[],
): void {
  const leak = hearts.find(({ patient }) => heldOut.some((held) => held.patient === patient));
  if (leak)
    throw new LearnError("bad-config", `${folder} has ${leak.id}, who validates; take that patient out of the folder`);
}

/** How many updates are made ahead. */
const AHEAD = 2;

function openLoader({ config, workers = 0 }: SegmentationRun, hearts: readonly HeartCase[]): Promise<BatchLoader> {
  const init: SegmentationBatchInit = { config, hearts };
  return openBatchLoader({
    module: new URL("./batch-source.ts", import.meta.url),
    init,
    workers,
    ahead: AHEAD * workers,
    nowMs: () => 0,
    lastStep: config.optimiser.steps,
  });
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** Names the weights that a run starts from in its hash; a run from scratch has no such part. */
function originOf(weights: NamedTensors | undefined): { readonly origin?: string } {
  if (!weights) return {};
  return { origin: tensorsSha256(weights) };
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

function scalarsOf({ optimiser }: SegmentationConfig, step: number): Scalars {
  return {
    learningRate: warmUpCosine(scheduleOf(optimiser), step),
    emaDecay: averageDecay(optimiser.emaDecay, step),
  };
}

function scheduleOf({
  learningRate,
  finalLearningRate,
  warmUpSteps,
  steps,
}: SegmentationConfig["optimiser"]): WarmUpCosine {
  return { peak: learningRate, final: finalLearningRate, warmUpSteps, totalSteps: steps };
}
