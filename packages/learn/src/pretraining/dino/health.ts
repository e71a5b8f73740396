/** The health of a trained DINO encoder, measured anew: with other labels, or by what its run did not measure yet. */
import { randomStream } from "@cmrkit/tensor";
import { openCatalogue } from "../../catalogue/catalogue.ts";
import type { MeasuredHealth } from "../health/feature-health.ts";
import type { HealthRun } from "../health/health-run.ts";
import { runWeights } from "../health/run-weights.ts";
import type { DinoPretrainingConfig } from "./config.ts";
import { gatherData } from "./data.ts";
import { openImageSource } from "./image-source.ts";
import { initialWeights } from "./initial-weights.ts";
import { openLooks } from "./looks.ts";
import { batchGraph } from "./network.ts";

/** @throws {LearnError} `bad-checkpoint` when the weights are another network's, and what `gatherData` throws. */
export async function dinoHealth(run: HealthRun<DinoPretrainingConfig>): Promise<MeasuredHealth> {
  const { config, cache, warn, session, probes } = run;
  const tensors = await runWeights(run.runFolder, warn);
  const begun = (given?: typeof tensors) =>
    initialWeights(batchGraph(config), randomStream(config.seed).fork("parameters"), given).state;
  const [trained, fresh] = [begun(tensors), begun()];
  const catalogue = openCatalogue(run.cataloguePath);
  try {
    const source = openImageSource(catalogue, config, { cache, warn });
    const looks = await openLooks(gatherData(catalogue, config, probes), source, config, session);
    try {
      return { now: await looks.health(trained), control: await looks.health(fresh) };
    } finally {
      await looks.dispose();
    }
  } finally {
    catalogue.dispose();
  }
}
