/** The health of a trained autoencoder, measured anew: with other labels, or by what its run did not measure yet. */
import { openCatalogue } from "../../catalogue/catalogue.ts";
import type { MeasuredHealth } from "../health/feature-health.ts";
import type { HealthRun } from "../health/health-run.ts";
import { runWeights } from "../health/run-weights.ts";
import type { MaeConfig } from "./config.ts";
import { openFeatureProbing } from "./feature-probes.ts";
import { openImageSource } from "./image-source.ts";
import { viewProbes } from "./probe-images.ts";
import { gatherStudies } from "./studies.ts";
import { openWeights } from "./weights.ts";

/** @throws {LearnError} `bad-checkpoint` when the weights are another model's, and what `openFeatureProbing` throws. */
export async function maeHealth(run: HealthRun<MaeConfig>): Promise<MeasuredHealth> {
  const { config, cache, warn, session } = run;
  const tensors = await runWeights(run.runFolder, warn);
  const weights = openWeights(config, [], tensors);
  const catalogue = openCatalogue(run.cataloguePath);
  try {
    const gathered = gatherStudies(catalogue.images(), config);
    const probes = viewProbes(() => catalogue.images(), gathered, config, run.probes);
    const probing = await openFeatureProbing(
      probes,
      openImageSource(catalogue, config, { cache, warn }),
      config,
      session,
    );
    try {
      const now = await probing.measure(weights.of(new Map()));
      return { now, control: await probing.measure(weights.fresh()) };
    } finally {
      await probing.dispose();
    }
  } finally {
    catalogue.dispose();
  }
}
