/** What the recipes of pre-training have in common: how flags become a run, and how its outcome is told. */
import {
  type Communicator,
  type ImageCacheOptions,
  loadModel,
  openWeights,
  type ProbeRow,
  parseProbeTable,
  type TrainingProgress,
} from "@cmrkit/learn";
import type { SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import type { CliIo } from "../io.ts";
import { stopRequest } from "../stop-request.ts";
import { cacheOf, type PretrainFlags, readText } from "./pretrain-options.ts";
import type { PretrainProcess } from "./pretrain-process.ts";

/** The part of a run that no recipe changes. */
interface SharedRun {
  readonly cataloguePath: string;
  readonly runFolder: string;
  readonly workers: number;
  readonly replicas: number;
  readonly session: SessionOptions;
  readonly communicator: Communicator;
  readonly nowMs: () => number;
  readonly shouldStop: () => boolean;
  readonly onUpdate: (progress: TrainingProgress & { readonly waitedShare: number }) => void;
  readonly onNote: (text: string) => void;
  readonly steps?: number;
  readonly cache?: ImageCacheOptions;
  readonly probes?: { readonly rows: readonly ProbeRow[]; readonly source: string };
}

export function sharedRun(
  flags: PretrainFlags,
  { communicator, session, reporter }: PretrainProcess,
  { nowMs }: Pick<CliIo, "nowMs">,
): SharedRun {
  const { catalogue, out, workers, replicas, steps, probes } = flags;
  const stop = stopRequest();
  const cache = cacheOf(flags);
  return {
    cataloguePath: catalogue,
    runFolder: out,
    workers,
    replicas,
    session,
    communicator,
    nowMs,
    shouldStop: () => stop.isRequested,
    onUpdate: reporter.update,
    onNote: reporter.note,
    ...(steps !== undefined && { steps }),
    ...(cache !== undefined && { cache }),
    ...(probes !== undefined && {
      probes: { rows: parseProbeTable(readText("--probes", probes), probes), source: probes },
    }),
  };
}

/** The model that a run starts from, whichever program wrote the file. */
export async function weightsFrom(path: string): Promise<NamedTensors> {
  const opened = await openWeights(path);
  try {
    return loadModel(opened);
  } finally {
    opened.close();
  }
}

/** What came of a run. */
interface Outcome {
  /** Updates made, and planned. */
  readonly step: number;
  readonly steps: number;
  /** What was learnt from, for the record. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly waitedShare: number;
  readonly modelFolder: string | undefined;
}

export function tellOutcome(
  { out, json }: PretrainFlags,
  { record, reporter, stdout }: PretrainProcess,
  { step, steps, facts, waitedShare, modelFolder }: Outcome,
): void {
  record(facts, step);
  reporter.note(
    modelFolder === undefined
      ? `stopped after step ${step}; the same command goes on from there`
      : `the model is in ${modelFolder}`,
  );
  const summary = { run: out, step, steps, ...facts, waitedShare, model: modelFolder ?? null };
  if (json) stdout(`${JSON.stringify(summary, null, 2)}\n`);
}
