/**
 * Masked-autoencoder pre-training: from a catalogue of images to an encoder.
 *
 * Source: Fu et al. 2025, arXiv:2506.00679 (CineMA); cinema/mae/pretrain.py.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import { type Catalogue, openCatalogue } from "../../catalogue/catalogue.ts";
import { type BatchLoader, openBatchLoader } from "../../loading/batch-loader.ts";
import { writeFileAtomically } from "../../training/atomic-file.ts";
import { alone, type Communicator } from "../../training/communicator.ts";
import { runTraining, type TrainingProgress } from "../../training/loop.ts";
import { makeRunFolder } from "../../training/saving.ts";
import { learningCurveSvg } from "../curve.ts";
import type { ProbeTable } from "../health/probe-set.ts";
import { openMetricsLog, readLearningCurve } from "../metrics-log.ts";
import type { ImageCacheOptions } from "../prepared-images.ts";
import type { MaeBatchInit } from "./batch-source.ts";
import type { MaeConfig } from "./config.ts";
import { writeMaeModel } from "./export.ts";
import { openImageSource } from "./image-source.ts";
import { openLooks } from "./looks.ts";
import { maeProgram } from "./network.ts";
import { viewProbes } from "./probe-images.ts";
import { learningRateAt, type RunLength, runLength, withSteps } from "./schedule.ts";
import { type StudySplit, splitStudies } from "./split.ts";
import { type GatheredStudies, gatherStudies, studiesByKind } from "./studies.ts";
import { type MaeWeights, openWeights } from "./weights.ts";

export interface MaeRun {
  readonly cataloguePath: string;
  /** Receives `checkpoint.safetensors`, `metrics.jsonl`, `pictures/`, `curve.svg` and, at the end, `model/`. */
  readonly runFolder: string;
  readonly config: MaeConfig;
  /** Updates to make instead of the configuration's. */
  readonly steps?: number;
  /** Threads that load images; 0 loads in this one. */
  readonly workers: number;
  readonly cache?: ImageCacheOptions;
  /** Weights to start from instead of fresh ones, by parameter name. */
  readonly initialWeights?: NamedTensors;
  /** Labelled images for the health check, instead of what the catalogue knows of them. */
  readonly probes?: ProbeTable;
  readonly session?: SessionOptions;
  /** How many of the parts of an update are computed side by side; 1 unless told. */
  readonly replicas?: number;
  readonly communicator?: Communicator;
  /** Milliseconds from an arbitrary start. */
  readonly nowMs: () => number;
  readonly shouldStop?: () => boolean;
  /** Told before the first update what is learnt from. */
  readonly onPlan?: (plan: MaePlan) => void;
  /** Told after every update, by the first process only. */
  readonly onUpdate?: (progress: MaeProgress) => void;
  /** Told how many updates the folder holds, by the first process only: when the run is under way, and whenever it saves. */
  readonly onSaved?: (step: number, plan: MaePlan) => void;
  /** Told in one line what was seen of validation, pictures and health. */
  readonly onNote?: (text: string) => void;
}

/** What a run learns from, and for how long. */
export interface MaePlan {
  readonly gathered: GatheredStudies;
  readonly split: StudySplit;
  /** Studies that are trained on, by the combination of views that they have. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly length: RunLength;
}

export interface MaeProgress extends TrainingProgress {
  /** The share of time that was spent waiting for batches. */
  readonly waitedShare: number;
}

export interface PretrainedMae {
  /** Updates made; fewer than planned when the run was stopped. */
  readonly step: number;
  readonly plan: MaePlan;
  readonly waitedShare: number;
  /** The folder of the model; absent when the run was stopped. */
  readonly modelFolder?: string;
}

/**
 * Trains, or goes on from the checkpoint in the run folder, bit for bit as if it had not stopped.
 * @throws {LearnError} `data-missing` for a catalogue without images of a configured view, `bad-checkpoint` for weights
 *   of another model or a run folder of another run, and what `runTraining` and the loader throw.
 */
export async function pretrainMae(run: MaeRun): Promise<PretrainedMae> {
  const catalogue = openCatalogue(run.cataloguePath);
  try {
    return await pretrainFrom(catalogue, run);
  } finally {
    catalogue.dispose();
  }
}

async function pretrainFrom(catalogue: Catalogue, run: MaeRun): Promise<PretrainedMae> {
  const { config, communicator = alone } = run;
  const plan = planOf(catalogue, run, communicator.size);
  const weights = openWeights(config, plan.kinds.keys(), run.initialWeights);
  makeRunFolder(run.runFolder);
  run.onPlan?.(plan);
  const loader = await openLoader(run, plan, communicator);
  try {
    const step = await train(catalogue, run, { plan, weights, loader });
    return { ...step, plan, waitedShare: loader.waitedShare };
  } finally {
    await loader.dispose();
  }
}

function planOf(catalogue: Catalogue, { config, steps }: MaeRun, processes: number): MaePlan {
  const gathered = gatherStudies(catalogue.images(), config);
  const split = splitStudies(gathered.studies, config.data.validationShare, config.seed);
  const kinds = new Map([...studiesByKind(split.training)].map(([kind, { length }]) => [kind, length]));
  const configured = runLength(config.optimiser, split.training.length, processes);
  return { gathered, split, kinds, length: steps === undefined ? configured : withSteps(configured, steps) };
}

/** How many updates are made ahead for each loading thread. */
const AHEAD_OF_A_WORKER = 2;

function openLoader(run: MaeRun, { split, length }: MaePlan, communicator: Communicator): Promise<BatchLoader> {
  const { optimiser } = run.config;
  const init: MaeBatchInit = {
    cataloguePath: run.cataloguePath,
    config: run.config,
    plan: {
      batchSize: optimiser.batch / optimiser.parts,
      parts: optimiser.parts,
      rank: communicator.rank,
      processes: communicator.size,
    },
    studies: split.training,
    ...(run.cache && { cache: run.cache }),
  };
  return openBatchLoader({
    module: new URL("./batch-source.ts", import.meta.url),
    init,
    workers: run.workers,
    ahead: AHEAD_OF_A_WORKER * run.workers,
    nowMs: run.nowMs,
    lastStep: length.steps,
    ...(run.onNote && { onWarning: run.onNote }),
  });
}

interface TrainingParts {
  readonly plan: MaePlan;
  readonly weights: MaeWeights;
  readonly loader: BatchLoader;
}

async function train(
  catalogue: Catalogue,
  run: MaeRun,
  { plan, weights, loader }: TrainingParts,
): Promise<Pick<PretrainedMae, "step" | "modelFolder">> {
  const { config, runFolder, session = {}, communicator = alone } = run;
  const { length, split } = plan;
  const log = openMetricsLog(runFolder);
  const note = run.onNote ?? (() => {});
  const source = openImageSource(catalogue, config, { cache: run.cache, warn: note });
  const looks = await openLooks({
    config,
    source,
    session,
    heldOut: split.validation,
    probes: viewProbes(() => catalogue.images(), plan.gathered, config, run.probes),
    runFolder,
    log,
    weightsOf: weights.of,
    randomWeights: weights.fresh,
    note,
  });
  try {
    const { state, step } = await runTraining({
      runFolder,
      runHash: hashOf(run, plan, weights, communicator.size),
      steps: length.steps,
      program: maeProgram(config, plan.kinds.keys()),
      firstState: () => weights.first,
      constants: weights.constants,
      batches: (each) => loader.batches(each),
      scalars: (each) => ({ learningRate: learningRateAt(config.optimiser, length, each) }),
      checkpointEvery: config.every.checkpoint,
      beginsFromCheckpoints: true,
      hooks: looks.hooks,
      onUpdate: (progress) => {
        log.update(progress, loader.waitedShare);
        run.onUpdate?.({ ...progress, waitedShare: loader.waitedShare });
      },
      onSaved: (step) => run.onSaved?.(step, plan),
      ...(run.shouldStop && { shouldStop: run.shouldStop }),
      session,
      ...(run.replicas !== undefined && { replicas: run.replicas }),
      communicator,
    });
    if (communicator.rank !== 0) return { step };
    writeCurve(runFolder, step);
    return step < length.steps ? { step } : { step, modelFolder: exportModel(run, plan, weights, state) };
  } finally {
    await looks.dispose();
  }
}

/** All that makes this run this run. */
function hashOf({ config }: MaeRun, { split, length }: MaePlan, { origin }: MaeWeights, processes: number): string {
  const parts = { config, length, split: split.sha256, studies: split.training.length, processes, origin };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function writeCurve(runFolder: string, step: number): void {
  const title = `Masked autoencoder: mean squared error of removed patches, ${step} updates`;
  writeFileAtomically(join(runFolder, "curve.svg"), learningCurveSvg({ title, ...readLearningCurve(runFolder) }));
}

function exportModel(
  { config, runFolder, communicator = alone }: MaeRun,
  { split, length }: MaePlan,
  { of, origin }: MaeWeights,
  state: NamedTensors,
): string {
  const folder = join(runFolder, "model");
  writeMaeModel(folder, of(state), {
    config,
    split: split.sha256,
    trainingStudies: split.training.length,
    heldOutStudies: split.validation.length,
    steps: length.steps,
    processes: communicator.size,
    ...(origin !== undefined && { origin }),
  });
  return folder;
}
