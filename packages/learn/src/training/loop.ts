/** A training run from its first update to its last: it resumes, saves, watches for divergence and stops when asked. */
import { join } from "node:path";
import type { Scalars } from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { alone, assertSameEverywhere, type Communicator } from "./communicator.ts";
import type { Metrics } from "./graph-runner.ts";
import { assertStateFits } from "./saved-state.ts";
import { makeRunFolder } from "./saving.ts";
import { type Batch, openTrainer, type Trainer, type TrainingProgram } from "./trainer.ts";

const CHECKPOINT = "checkpoint.safetensors";

export interface TrainingRun {
  /** Receives `checkpoint.safetensors`; a run found there goes on, bit for bit as if it had not stopped. */
  readonly runFolder: string;
  /** Hash of all that makes a run this run and no other: configuration, data, split. */
  readonly runHash: string;
  readonly steps: number;
  readonly program: TrainingProgram;
  /** Values by slot name at the start; slots without one start at zero. */
  readonly firstState: () => NamedTensors;
  readonly constants?: NamedTensors;
  /** The batches of an update counted from 1: the same whenever they are asked for. */
  readonly batches: (step: number) => Promise<readonly Batch[]>;
  readonly scalars: (step: number) => Scalars;
  readonly checkpointEvery: number;
  /** Whether `--from` of the run's command takes a checkpoint, which the message of a diverged run then says. */
  readonly beginsFromCheckpoints?: boolean;
  readonly hooks?: readonly TrainingHook[];
  /** Told after every update, by the first process only. */
  readonly onUpdate?: (progress: TrainingProgress) => void;
  /** Told how many updates the folder holds, by the first process only: when the run is under way, and whenever it saves. */
  readonly onSaved?: (step: number) => void;
  /** Asked before every update, and heeded when any process says so: the run saves and ends. */
  readonly shouldStop?: () => boolean;
  readonly session?: SessionOptions;
  /** Batches of an update that are computed side by side; 1 unless told. */
  readonly replicas?: number;
  readonly communicator?: Communicator;
}

/** Something to do with the state now and then; the first process does it. */
export interface TrainingHook {
  /** Done every so many updates and after the last. */
  readonly every: number;
  /** Done before the first update too, with `step` 0. */
  readonly atStart?: boolean;
  readonly run: (state: NamedTensors, step: number) => Promise<void>;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly scalars: Scalars;
  readonly metrics: Metrics;
  /** Where a resumed run began. */
  readonly firstStep: number;
}

export interface TrainedState {
  /** Values of every slot. */
  readonly state: NamedTensors;
  /** Updates made; fewer than asked for when the run was stopped. */
  readonly step: number;
}

/**
 * Trains, or goes on from the checkpoint in the run folder.
 * @throws {LearnError} `bad-checkpoint` for a checkpoint of another run or one that does not fit, `processes-differ` when processes would train
 *   different runs, `diverged` when loss or gradients are no longer numbers, `not-saved` when a checkpoint cannot be
 *   written; the last checkpoint, where there is one, is kept in every case.
 */
export async function runTraining(run: TrainingRun): Promise<TrainedState> {
  const { runFolder, runHash, program, communicator = alone, session, constants } = run;
  makeRunFolder(runFolder);
  const checkpoint = join(runFolder, CHECKPOINT);
  const saved = loadCheckpoint(checkpoint, runHash);
  if (saved) assertStateFits(checkpoint, saved.state, program);
  await assertSameEverywhere(communicator, {
    fact: `run ${runHash} after step ${saved?.step ?? 0}`,
    advice: "start all with one configuration, one set of data and one run folder that every machine sees",
  });
  const trainer = openTrainer(program, saved?.state ?? run.firstState(), {
    communicator,
    ...(session && { session }),
    ...(run.replicas !== undefined && { replicas: run.replicas }),
    ...(constants && { constants }),
  });
  let savedStep = saved?.step ?? 0;
  const isFirst = communicator.rank === 0;
  const save = (step: number) => {
    if (isFirst) saveState(checkpoint, { state: trainer.state, step, runHash }, savedStep);
    savedStep = step;
    if (isFirst) run.onSaved?.(step);
  };
  try {
    if (isFirst) run.onSaved?.(savedStep);
    const step = await trainFrom(savedStep, { ...run, communicator }, trainer, save);
    return { state: trainer.state, step };
  } finally {
    await trainer.dispose();
  }
}

/** Updates until the last step or until asked to stop; returns the updates made. */
async function trainFrom(
  done: number,
  run: TrainingRun & { readonly communicator: Communicator },
  trainer: Trainer,
  save: (step: number) => void,
): Promise<number> {
  const isFirst = run.communicator.rank === 0;
  let lastSaved = done;
  if (done === 0 && isFirst) await runHooks(run, trainer, 0);
  for (let step = done + 1; step <= run.steps; step++) {
    if (await isAskedToStop(run)) {
      if (step - 1 > done) save(step - 1);
      return step - 1;
    }
    const scalars = { ...run.scalars(step), step };
    const batches = await run.batches(step);
    const metrics = await trainer.update(batches, scalars);
    assertFinite(metrics, run, { step, batches, savedStep: lastSaved });
    if (isFirst) run.onUpdate?.({ step, steps: run.steps, scalars, metrics, firstStep: done + 1 });
    if (isFirst) await runHooks(run, trainer, step); // before saving: a run that dies in one does it when it goes on
    if (step === run.steps || step % run.checkpointEvery === 0) save(step);
    if (step % run.checkpointEvery === 0) lastSaved = step;
  }
  return run.steps;
}

async function isAskedToStop({ shouldStop, communicator }: TrainingRun & { communicator: Communicator }) {
  const flag = Float32Array.of(shouldStop?.() ? 1 : 0);
  await communicator.averageInPlace([flag]);
  return flag[0]! > 0;
}

async function runHooks({ hooks = [], steps }: TrainingRun, trainer: Trainer, step: number): Promise<void> {
  for (const { every, atStart, run } of hooks) {
    const isDue = step === 0 ? atStart : step === steps || step % every === 0;
    if (isDue) await run(trainer.state, step);
  }
}

function saveState(path: string, checkpoint: Parameters<typeof saveCheckpoint>[1], savedStep: number): void {
  try {
    saveCheckpoint(path, checkpoint);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const left =
      savedStep > 0
        ? `that of step ${savedStep} is intact, and the same command goes on from there`
        : "there is none yet, and the same command begins again";
    throw new LearnError("not-saved", `the checkpoint of step ${checkpoint.step} is not saved: ${reason}; ${left}`);
  }
}

interface Update {
  readonly step: number;
  readonly batches: readonly Batch[];
  /** 0 where there is no checkpoint yet. */
  readonly savedStep: number;
}

/** Another learning rate makes another run, which goes on from the weights alone. */
function assertFinite(metrics: Metrics, run: TrainingRun, { step, batches, savedStep }: Update): void {
  const [wrong] = Object.entries(metrics).filter(([, value]) => !Number.isFinite(value));
  if (!wrong) return;
  const about = batches.map(({ kind, origin }) => origin ?? kind).join(", ");
  const what = `${wrong[0]} is ${wrong[1]} at step ${step} (batch: ${about})`;
  throw new LearnError("diverged", `${what}; ${adviceAfter(savedStep, run)}`);
}

function adviceAfter(savedStep: number, { runFolder, beginsFromCheckpoints }: TrainingRun): string {
  if (savedStep === 0) return "there is no checkpoint yet; lower the learning rate";
  const checkpoint = join(runFolder, CHECKPOINT);
  const anew = beginsFromCheckpoints
    ? `begin anew from its weights: --from ${checkpoint} --out NEW`
    : "train into a new folder";
  return `the checkpoint of step ${savedStep} is kept; lower the learning rate and ${anew}`;
}
