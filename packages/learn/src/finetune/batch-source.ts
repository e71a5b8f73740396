/** Makes the batches of fine-tuning: the module that loading workers run. */
import { randomStream } from "@cmrkit/tensor";
import type { BatchSource } from "../loading/batch-source.ts";
import type { FinetuneConfig } from "./config.ts";
import type { Truth } from "./examples.ts";
import { imageOf, type ListedExample } from "./listed-example.ts";
import type { NoiseCounts } from "./networks/noise.ts";
import { WINDOWS } from "./program.ts";
import { sampleBatches, samplesOf, type Target } from "./samples.ts";
import type { TargetStatistics } from "./tasks/regression.ts";

/** What a worker needs to know; plain data, copied into it, except for pixels, which are shared. */
export interface FinetuneBatchInit {
  readonly config: FinetuneConfig;
  /** That are learnt from. */
  readonly examples: readonly ListedExample[];
  /** Of the regression. */
  readonly statistics: TargetStatistics | undefined;
  /** Numbers that each sample is fed besides. */
  readonly noise: NoiseCounts;
}

/** A batch depends on the seed and the step alone, wherever its images come from. */
export async function createBatchSource(init: FinetuneBatchInit): Promise<BatchSource> {
  const { config, examples, statistics, noise } = init;
  const samples = examples.flatMap((example) => {
    const { caseId, name, truth, size } = example;
    const load = () => imageOf(example, config);
    return samplesOf(
      { subject: `${caseId} ${name}`, load, target: targetOf(truth, statistics) },
      size[1],
      config.window,
    );
  });
  const { window, augmentation, optimiser, seed } = config;
  const settings = { batch: optimiser.batch, window, augmentation, noise };
  const { batch } = sampleBatches(samples, settings, randomStream(seed).fork("batches"));
  return { batches: async (step) => [{ kind: WINDOWS, ...(await batch(step)) }] };
}

function targetOf(truth: Truth, statistics: TargetStatistics | undefined): Target {
  if (truth.kind !== "values" || !statistics) return truth;
  const values = truth.values.map((value, k) => (value - statistics.mean[k]!) / statistics.deviation[k]!);
  return { kind: "values", values };
}
