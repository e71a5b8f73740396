/** What measuring the health of a finished encoder needs. */
import type { SessionOptions } from "@cmrkit/runtime";
import type { ImageCacheOptions } from "../prepared-images.ts";
import type { ProbeTable } from "./probe-set.ts";

export interface HealthRun<Config> {
  /** Of a finished pre-training: its record, and the model in it. */
  readonly runFolder: string;
  readonly config: Config;
  readonly cataloguePath: string;
  /** Labelled images, instead of what the catalogue knows of them. */
  readonly probes?: ProbeTable;
  readonly cache: ImageCacheOptions | undefined;
  readonly session?: SessionOptions;
  /** Told when the cache can keep no more. */
  readonly warn: (text: string) => void;
}
