/** The options that every recipe of pre-training shares. */
import { readFileSync } from "node:fs";
import { fileProblem } from "@cmrkit/imaging";
import type { ImageCacheOptions } from "@cmrkit/learn";
import type { Command } from "commander";
import { Misuse } from "../failure.ts";
import { addDeviceOptions, type DeviceFlags } from "../model-options.ts";
import { wholeNumber } from "../whole-number.ts";

export interface PretrainFlags extends DeviceFlags {
  readonly catalogue: string;
  readonly out: string;
  readonly config: string;
  readonly workers: number;
  readonly replicas: number;
  readonly cache?: string;
  readonly cacheSize: number;
  readonly from?: string;
  readonly steps?: number;
  readonly probes?: string;
  readonly json?: true;
}

const BYTES_OF_GB = 1e9;

export function addPretrainOptions(command: Command): Command {
  return addDeviceOptions(command)
    .requiredOption("--catalogue <file>", "images to learn from, as cmr catalogue lists them")
    .requiredOption("--out <dir>", "run folder; one with a checkpoint is continued")
    .option("--workers <n>", "threads that load images; 0 loads between updates", wholeNumber(0), 1)
    .option(
      "--replicas <n>",
      "how many of an update's parts (optimiser.parts) are computed side by side",
      wholeNumber(1),
      1,
    )
    .option("--cache <dir>", "folder of decoded images, made on the way; safe to delete")
    .option("--cache-size <GB>", "most that the cache may hold", wholeNumber(1), 8)
    .option("--from <file>", "weights that the run starts from, instead of fresh ones")
    .option("--steps <n>", "updates to make, instead of the configuration's", wholeNumber(1))
    .option("--probes <file>", "table of path, label, patient for the health check")
    .option("--json", "print what came of it as JSON");
}

/** The cache that the flags ask for, if any. */
export function cacheOf({
  cache,
  cacheSize,
}: Pick<PretrainFlags, "cache" | "cacheSize">): ImageCacheOptions | undefined {
  return cache === undefined ? undefined : { folder: cache, maxBytes: cacheSize * BYTES_OF_GB };
}

/** @throws {Misuse} when there is no such file. */
export function readText(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Misuse(`${option} ${path} ${fileProblem(error)}`);
  }
}
