/** Makes the batches of masked-autoencoder pre-training: the module that loading workers run. */
import { randomStream } from "@cmrkit/tensor";
import { openCatalogue } from "../../catalogue/catalogue.ts";
import type { BatchSource, Warn } from "../../loading/batch-source.ts";
import type { ImageCacheOptions } from "../prepared-images.ts";
import type { MaeConfig } from "./config.ts";
import { type BatchPlan, drawBatches } from "./draws.ts";
import { openImageSource } from "./image-source.ts";
import { makeBatch } from "./samples.ts";
import { type MaeStudy, studiesByKind } from "./studies.ts";

/** What a worker needs to know; plain data, copied into it. */
export interface MaeBatchInit {
  readonly cataloguePath: string;
  readonly cache?: ImageCacheOptions;
  readonly config: MaeConfig;
  readonly plan: BatchPlan;
  /** That are trained on. */
  readonly studies: readonly MaeStudy[];
}

export async function createBatchSource(init: MaeBatchInit, warn: Warn): Promise<BatchSource> {
  const { config, plan } = init;
  const catalogue = openCatalogue(init.cataloguePath);
  const source = openImageSource(catalogue, config, { cache: init.cache, warn });
  const kinds = studiesByKind(init.studies);
  const random = randomStream(config.seed).fork("batches");
  return {
    batches: async (step) => {
      const batches = [];
      for (const drawn of drawBatches(kinds, plan, random, step)) batches.push(await makeBatch(drawn, source, config));
      return batches;
    },
    dispose: () => catalogue.dispose(),
  };
}
