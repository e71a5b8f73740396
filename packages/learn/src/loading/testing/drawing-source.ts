/** A source of small random batches that can be told to fail, to die, or to warn. */
import { float32, randomStream } from "@cmrkit/tensor";
import type { Batch } from "../../training/trainer.ts";
import type { BatchSource, Warn } from "../batch-source.ts";

export interface DrawingInit {
  readonly seed: number;
  readonly failsAt?: number;
  readonly diesAt?: number;
  readonly warning?: string;
}

const B = 3;

export async function createBatchSource(init: DrawingInit, warn: Warn): Promise<BatchSource> {
  if (Number.isNaN(init.seed)) throw new TypeError("the seed is no number");
  if (init.warning !== undefined) warn(init.warning);
  const random = randomStream(init.seed).fork("step");
  return {
    batches: async (step): Promise<readonly Batch[]> => {
      if (step === init.failsAt) throw new RangeError("nothing to draw from");
      if (step === init.diesAt) process.exit(7);
      const values = Array.from({ length: B }, (_, sample) => random.fork(step).fork(sample).normal());
      return [{ kind: "drawn", feeds: new Map([["image", float32([B], values)]]) }];
    },
  };
}
