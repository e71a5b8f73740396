/** Where batches come from: what a loader asks, and what a worker's module exports. */
import type { Batch } from "../training/trainer.ts";

/** Makes the batches of any update from its number alone, so that a resumed run repeats the run that never stopped. */
export interface BatchSource {
  /**
   * The batches of an update, counted from 1. Their arrays are given away: none may be handed out twice, because they
   * move between threads without being copied.
   */
  batches(step: number): Promise<readonly Batch[]>;
  dispose?(): void | Promise<void>;
}

/** Tells the user of something that stops nothing, such as a cache on a full disk. */
export type Warn = (message: string) => void;

/** What a worker's module exports. `init` is whatever was given to `openBatchLoader`, copied into the worker. */
export interface BatchSourceModule {
  createBatchSource(init: unknown, warn: Warn): Promise<BatchSource>;
}
