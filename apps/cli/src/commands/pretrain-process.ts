/** One of the processes that pre-train together. The first speaks and keeps the record for all of them. */
import type { Communicator } from "@cmrkit/learn";
import type { SessionOptions } from "@cmrkit/runtime";
import type { CliIo } from "../io.ts";
import { type LearningReporter, learningReporter } from "../learning-reporter.ts";
import { sessionOptions } from "../model-options.ts";
import { runRecorder } from "../run-recorder.ts";
import type { PretrainFlags } from "./pretrain-options.ts";

export interface PretrainProcess {
  readonly communicator: Communicator;
  /** With this process's share of the cores, unless the flags say otherwise. */
  readonly session: SessionOptions;
  readonly reporter: LearningReporter;
  /** Writes `run.json`. */
  readonly record: (split: unknown, step: number) => void;
  readonly stdout: CliIo["stdout"];
}

/** @throws {Misuse} or {LearnError} `no-mpi` when processes cannot be joined. */
export async function pretrainProcess(flags: PretrainFlags, config: unknown, io: CliIo): Promise<PretrainProcess> {
  const communicator = await io.job.communicator();
  const isFirst = communicator.rank === 0;
  const { threads = io.job.threads } = flags;
  return {
    communicator,
    session: sessionOptions({ device: flags.device, ...(threads !== undefined && { threads }) }),
    reporter: learningReporter(isFirst ? io : { ...io, stderr: () => {} }),
    record: isFirst ? runRecorder(flags.out, config) : () => {},
    stdout: isFirst ? io.stdout : () => {},
  };
}
