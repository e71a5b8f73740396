/** Makes the batches of segmentation training: the module that loading workers run. */
import { randomStream } from "@cmrkit/tensor";
import { type HeartCase, readHeart } from "../datasets/labelled-hearts.ts";
import type { BatchSource } from "../loading/batch-source.ts";
import type { SegmentationConfig } from "./config.ts";
import { LABELLED_WINDOWS } from "./network.ts";
import { segmentationBatches, segmentationSamples } from "./samples.ts";

/** What a worker needs to know: plain data, copied into it. */
export interface SegmentationBatchInit {
  readonly config: SegmentationConfig;
  /** That are learnt from. */
  readonly hearts: readonly HeartCase[];
}

/** A batch depends on the seed and the step alone. */
export async function createBatchSource({ config, hearts }: SegmentationBatchInit): Promise<BatchSource> {
  const samples = segmentationSamples(await Promise.all(hearts.map(readHeart)), config.plan);
  const batch = segmentationBatches(samples, config, randomStream(config.seed).fork("batches"));
  return { batches: (step) => Promise.resolve([{ kind: LABELLED_WINDOWS, feeds: batch(step) }]) };
}
