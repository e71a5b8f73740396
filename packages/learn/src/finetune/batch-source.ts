/** Makes the batches of fine-tuning: the module that loading workers run. */
import { randomStream } from "@cmrkit/tensor";
import type { BatchSource } from "../loading/batch-source.ts";
import type { FinetuneConfig } from "./config.ts";
import type { Truth } from "./examples.ts";
import { imageOf, type ListedExample } from "./listed-example.ts";
import { type NetworkView, networkViews } from "./networks/network-views.ts";
import type { NoiseCounts } from "./networks/noise.ts";
import { WINDOWS } from "./program.ts";
import { sampleBatches, slicesOf, type Target } from "./samples.ts";
import type { TargetStatistics } from "./tasks/regression.ts";
import { inSets } from "./view-sets.ts";

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
  const views = networkViews(config);
  const imagesOf = (example: ListedExample, { window }: NetworkView) => {
    const load = () => imageOf(example, config);
    return slicesOf({ load, target: targetOf(example.truth, statistics) }, example.size[1], window);
  };
  const samples = inSets(examples, views).flatMap((set) => {
    const subject = `${set[0]!.caseId} ${set.map(({ name }) => name).join(" and ")}`;
    const [first, ...others] = set.map((example, v) => imagesOf(example, views[v]!));
    return first!.map((image) => ({ subject, images: [image, ...others.flat()] }));
  });
  const { augmentation, optimiser, seed } = config;
  const settings = { batch: optimiser.batch, views, augmentation, noise };
  const { batch } = sampleBatches(samples, settings, randomStream(seed).fork("batches"));
  return { batches: async (step) => [{ kind: WINDOWS, ...(await batch(step)) }] };
}

function targetOf(truth: Truth, statistics: TargetStatistics | undefined): Target {
  if (truth.kind !== "values" || !statistics) return truth;
  const values = truth.values.map((value, k) => (value - statistics.mean[k]!) / statistics.deviation[k]!);
  return { kind: "values", values };
}
