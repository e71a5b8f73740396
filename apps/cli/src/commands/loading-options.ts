/** How fine-tuning makes its batches: the options that its commands share. */
import type { FinetuneLoading } from "@cmrkit/learn";
import type { Command } from "commander";
import type { CliIo } from "../io.ts";
import { wholeNumber } from "../whole-number.ts";

export interface LoadingFlags {
  readonly workers: number;
  readonly memory: number;
}

const BYTES_OF_MB = 1e6;

export function addLoadingOptions(command: Command): Command {
  return command
    .option("--workers <n>", "threads that make batches; 0 makes them between updates", wholeNumber(0), 1)
    .option("--memory <MB>", "most that prepared images take; others are read again when drawn", wholeNumber(0), 4000);
}

export function loadingOf({ workers, memory }: LoadingFlags, { nowMs }: Pick<CliIo, "nowMs">): FinetuneLoading {
  return { workers, imageBytes: memory * BYTES_OF_MB, nowMs };
}
