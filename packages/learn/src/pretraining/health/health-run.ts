/** What measuring the health of a trained encoder needs. */
import type { SessionOptions } from "@cmrkit/runtime";
import type { ImageCacheOptions } from "../prepared-images.ts";
import type { ProbeTable } from "./probe-set.ts";

export interface HealthRun<Config> {
  /** Of pre-training: its record, and its model or, until it is finished, its checkpoint. */
  readonly runFolder: string;
  readonly config: Config;
  readonly cataloguePath: string;
  /** Labelled images, instead of what the catalogue knows of them. */
  readonly probes?: ProbeTable;
  readonly cache: ImageCacheOptions | undefined;
  readonly session?: SessionOptions;
  /** Told when a checkpoint is measured, and when the cache can keep no more. */
  readonly warn: (text: string) => void;
}
