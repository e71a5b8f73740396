/** Checkpoints: everything that a run needs to go on as if it had never stopped, in one safetensors file. */
import { existsSync } from "node:fs";
import { type NamedTensors, safetensorsChunks } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { readTensors } from "../weights/read-tensors.ts";
import { writeFileAtomically } from "./atomic-file.ts";

export interface Checkpoint {
  /** Parameters, optimiser state and averages by slot name. */
  readonly state: NamedTensors;
  /** Updates made. */
  readonly step: number;
  /** Hash of the configuration and the split: a run resumes only what it began. */
  readonly runHash: string;
}

const SCHEMA = "cmrkit.checkpoint/1";

export function saveCheckpoint(path: string, { state, step, runHash }: Checkpoint): void {
  writeFileAtomically(path, safetensorsChunks(state, { schema: SCHEMA, step: String(step), runHash }));
}

/**
 * The checkpoint at a path, or `undefined` where there is none.
 * @throws {LearnError} `bad-checkpoint` when the file is no checkpoint or belongs to another run.
 */
export function loadCheckpoint(path: string, runHash: string): Checkpoint | undefined {
  if (!existsSync(path)) return undefined;
  const { tensors: state, metadata } = readTensors(path);
  const step = Number(metadata.step);
  if (metadata.schema !== SCHEMA || !Number.isSafeInteger(step))
    throw new LearnError("bad-checkpoint", `${path} is not a checkpoint of ${SCHEMA}`);
  if (metadata.runHash !== runHash)
    throw new LearnError(
      "bad-checkpoint",
      `${path} belongs to another run: its configuration, data, number of updates or processes, or the weights that it started from differ; choose another run folder`,
    );
  return { state, step, runHash };
}
