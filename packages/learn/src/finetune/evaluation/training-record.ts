/** How a model was trained, from the record that lies in the run folder above it. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { readRunRecord } from "../../training/run-record.ts";

export interface TrainingRecord {
  readonly command: string;
  readonly commit: string;
  readonly hardware: string;
  /** File of the pre-trained weights, if any. */
  readonly encoder?: string;
  /** Whether the encoder stayed as it was. */
  readonly freezes: boolean;
}

const recordedConfig = z.object({ encoder: z.string().optional(), freezes: z.boolean().default(false) });

/** Nothing when the model folder was moved away from its run. @throws {LearnError} `data-missing` for a record that cannot be read. */
export function readTrainingRecord(modelFolder: string): TrainingRecord | undefined {
  const runFolder = dirname(resolve(modelFolder));
  if (!existsSync(join(runFolder, "run.json"))) return undefined;
  const { command, commit, hardware, config } = readRunRecord(runFolder);
  const { encoder, freezes } = recordedConfig.catch({ freezes: false }).parse(config);
  return { command, commit, hardware, freezes, ...(encoder !== undefined && { encoder }) };
}
