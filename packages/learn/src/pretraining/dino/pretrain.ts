/**
 * DINO pre-training: from a catalogue of images to an encoder.
 *
 * Source: Caron et al. 2021, arXiv:2104.14294; on cardiac MR, Jacob et al. 2025, doi:10.1016/j.jocmr.2025.101967.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { SessionOptions } from "@cmrkit/runtime";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { type Catalogue, openCatalogue } from "../../catalogue/catalogue.ts";
import { type BatchLoader, openBatchLoader } from "../../loading/batch-loader.ts";
import { writeFileAtomically } from "../../training/atomic-file.ts";
import { alone, type Communicator } from "../../training/communicator.ts";
import type { Metrics } from "../../training/graph-runner.ts";
import { runTraining, type TrainingProgress } from "../../training/loop.ts";
import { makeRunFolder } from "../../training/saving.ts";
import { learningCurveSvg } from "../curve.ts";
import type { ProbeTable } from "../health/probe-set.ts";
import { openMetricsLog, readLearningCurve } from "../metrics-log.ts";
import type { ImageCacheOptions } from "../prepared-images.ts";
import type { DinoBatchInit } from "./batch-source.ts";
import type { DinoPretrainingConfig } from "./config.ts";
import { type DinoData, gatherData } from "./data.ts";
import { writeDinoModel } from "./export.ts";
import { dinoHooks } from "./hooks.ts";
import { openImageSource } from "./image-source.ts";
import { type InitialWeights, initialWeights } from "./initial-weights.ts";
import { openLooks } from "./looks.ts";
import { batchGraph, dinoProgram, firstState, teacherBackbone } from "./network.ts";
import { type DinoRunLength, dinoScalars, runLength, squeezed } from "./schedules.ts";

export interface DinoRun {
  readonly cataloguePath: string;
  /** Receives `checkpoint.safetensors`, `metrics.jsonl`, `pictures/`, `curve.svg` and, at the end, `model/`. */
  readonly runFolder: string;
  readonly config: DinoPretrainingConfig;
  /** Updates to make instead of the configuration's; its epochs are squeezed into them. */
  readonly steps?: number;
  /** Threads that load images; 0 loads in this one. */
  readonly workers: number;
  readonly cache?: ImageCacheOptions;
  /** A backbone to start from instead of a fresh one, under the names of timm and DINO, or with its head as in checkpoints. */
  readonly initialBackbone?: NamedTensors;
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
  readonly onPlan?: (plan: DinoPlan) => void;
  /** Told after every update, by the first process only. */
  readonly onUpdate?: (progress: DinoProgress) => void;
  /** Told how many updates the folder holds, by the first process only: when the run is under way, and whenever it saves. */
  readonly onSaved?: (step: number, plan: DinoPlan) => void;
  /** Told in one line what was seen of health and attention. */
  readonly onNote?: (text: string) => void;
}

/** What a run learns from, and for how long. */
export interface DinoPlan {
  readonly data: DinoData;
  readonly length: DinoRunLength;
}

export interface DinoProgress extends TrainingProgress {
  /** The share of time that was spent waiting for batches. */
  readonly waitedShare: number;
}

export interface PretrainedDino {
  /** Updates made; fewer than planned when the run was stopped. */
  readonly step: number;
  readonly plan: DinoPlan;
  readonly waitedShare: number;
  /** The folder of the model; absent when the run was stopped, and for all processes but the first. */
  readonly modelFolder?: string;
}

/**
 * Trains, or goes on from the checkpoint in the run folder, bit for bit as if it had not stopped.
 * @throws {LearnError} `data-missing` or `bad-table` for data that do not fit, `bad-checkpoint` for weights of another
 *   network or a run folder of another run, and what `runTraining` and the loader throw.
 */
export async function pretrainDino(run: DinoRun): Promise<PretrainedDino> {
  const catalogue = openCatalogue(run.cataloguePath);
  try {
    const plan = planOf(catalogue, run);
    makeRunFolder(run.runFolder);
    run.onPlan?.(plan);
    const loader = await openLoader(run, plan);
    try {
      const trained = await train(catalogue, run, plan, loader);
      return { ...trained, plan, waitedShare: loader.waitedShare };
    } finally {
      await loader.dispose();
    }
  } finally {
    catalogue.dispose();
  }
}

function planOf(catalogue: Catalogue, { config, steps, probes, communicator = alone }: DinoRun): DinoPlan {
  const data = gatherData(catalogue, config, probes);
  const length =
    steps === undefined ? runLength(config, data.trainingSlices, communicator.size) : squeezed(config, steps);
  return { data, length };
}

/** How many updates are made ahead for each loading thread. */
const AHEAD_OF_A_WORKER = 2;

function openLoader(run: DinoRun, { data, length }: DinoPlan): Promise<BatchLoader> {
  const { config, cataloguePath, cache, workers, nowMs, communicator = alone } = run;
  const init: DinoBatchInit = {
    cataloguePath,
    config,
    index: data.index,
    rank: communicator.rank,
    processes: communicator.size,
    ...(cache && { cache }),
  };
  return openBatchLoader({
    module: new URL("./batch-source.ts", import.meta.url),
    init,
    workers,
    ahead: AHEAD_OF_A_WORKER * workers,
    nowMs,
    lastStep: length.updates,
    ...(run.onNote && { onWarning: run.onNote }),
  });
}

async function train(
  catalogue: Catalogue,
  run: DinoRun,
  plan: DinoPlan,
  loader: BatchLoader,
): Promise<Pick<PretrainedDino, "step" | "modelFolder">> {
  const { config, runFolder, session = {}, communicator = alone } = run;
  const { length } = plan;
  const graph = batchGraph(config);
  const random = randomStream(config.seed).fork("parameters");
  const initial = initialWeights(graph, random, run.initialBackbone);
  const isFirst = communicator.rank === 0;
  const watch = isFirst ? await openWatch(catalogue, run, plan, () => firstState(graph, random)) : undefined;
  try {
    const { state, step } = await runTraining({
      runFolder,
      runHash: hashOf(run, plan, initial),
      steps: length.updates,
      program: dinoProgram(config, graph),
      firstState: () => initial.state,
      batches: (each) => loader.batches(each),
      scalars: dinoScalars(config, length, communicator.size),
      checkpointEvery: config.every.checkpoint,
      beginsFromCheckpoints: true,
      hooks: watch?.hooks ?? [],
      onUpdate: (progress) => {
        watch?.update(progress, loader.waitedShare);
        run.onUpdate?.({ ...progress, waitedShare: loader.waitedShare });
      },
      onSaved: (step) => run.onSaved?.(step, plan),
      ...(run.shouldStop && { shouldStop: run.shouldStop }),
      session,
      ...(run.replicas !== undefined && { replicas: run.replicas }),
      communicator,
    });
    if (!isFirst) return { step };
    writeCurve(runFolder, step);
    return step < length.updates ? { step } : { step, modelFolder: exportModel(run, plan, state) };
  } finally {
    await watch?.dispose();
  }
}

/** What the first process does besides training: it keeps the metrics and looks at the teacher. */
async function openWatch(
  catalogue: Catalogue,
  run: DinoRun,
  { data, length }: DinoPlan,
  randomState: () => NamedTensors,
) {
  const { config, runFolder, session, cache, onNote: note = () => {} } = run;
  const log = openMetricsLog(runFolder);
  const images = openImageSource(catalogue, config, { cache, warn: note });
  const looks = await openLooks(data, images, config, session);
  let lastMetrics: Metrics = {};
  const hooks = dinoHooks({
    ...{ config, looks, log, runFolder, randomState, note },
    lastMetrics: () => lastMetrics,
    warmUpUpdates: config.schedule.learningRate.warmUpEpochs * length.updatesPerEpoch,
  });
  return {
    hooks,
    update: (progress: TrainingProgress, waitedShare: number) => {
      lastMetrics = progress.metrics;
      log.update(progress, waitedShare);
    },
    dispose: () => looks.dispose(),
  };
}

/** All that makes this run this run. */
function hashOf(
  { config, communicator = alone }: DinoRun,
  { data, length }: DinoPlan,
  { origin }: InitialWeights,
): string {
  const parts = { config, length, data: data.sha256, processes: communicator.size, origin };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function writeCurve(runFolder: string, step: number): void {
  const title = `DINO: cross entropy of student and teacher, ${step} updates`;
  writeFileAtomically(join(runFolder, "curve.svg"), learningCurveSvg({ title, ...readLearningCurve(runFolder) }));
}

function exportModel(
  { config, runFolder, communicator = alone }: DinoRun,
  { data, length }: DinoPlan,
  state: NamedTensors,
): string {
  const folder = join(runFolder, "model");
  writeDinoModel(folder, teacherBackbone(state), {
    config,
    data: data.sha256,
    trainingImages: data.trainingImages,
    trainingSlices: data.trainingSlices,
    heldOutPatients: data.heldOutPatients,
    steps: length.updates,
    processes: communicator.size,
  });
  return folder;
}
