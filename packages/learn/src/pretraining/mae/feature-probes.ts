/** The health of a masked autoencoder: its encoder's frozen features of whole images, probed as they are. */
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { type HostTensor, type NamedTensors, randomStream } from "@cmrkit/tensor";
import { featuresOf, joinedRows } from "../../linear/features.ts";
import { type FeatureHealth, measureHealth } from "../health/feature-health.ts";
import { patchPlan, rowsOfPatches } from "../health/patch-plan.ts";
import type { MaeConfig } from "./config.ts";
import type { ImageSource } from "./image-source.ts";
import { featureModel } from "./network.ts";
import { labelledPatches } from "./patch-labels.ts";
import { openRemovedPatches } from "./removed-patches.ts";
import { imageFeed } from "./samples.ts";
import type { ViewProbes } from "./view-probes.ts";
import { cutWindow, plainDraw } from "./window.ts";

export interface FeatureProbing {
  measure(weights: NamedTensors): Promise<FeatureHealth>;
  dispose(): Promise<void>;
}

/**
 * Opens the encoder, nothing masked. An image's features are the mean over the tokens of its first frame; where the probes
 * name masks, single tokens are probed too, and what the decoder makes of removed patches.
 * @throws what `maskCoverage` throws.
 */
export async function openFeatureProbing(
  viewProbes: ViewProbes,
  source: ImageSource,
  config: MaeConfig,
  options: SessionOptions = {},
): Promise<FeatureProbing> {
  const { grid, probes } = viewProbes;
  const images = await labelledPatches(viewProbes, config);
  const plan = patchPlan(images, randomStream(config.seed).fork("patches"));
  const removed = await openRemovedPatches(images, grid, config, options);
  const session = await openSession(featureModel(config, grid.name), options);
  const subjects = probes.map(({ subject }) => subject);
  const width = config.model.embedDim;
  return {
    measure: async (weights) => {
      const feeds: NamedTensors[] = [];
      for (const { image } of probes) feeds.push(await plainFeed(image.id));
      const rows: Float32Array[] = [];
      const ofPatches: Float32Array[] = [];
      for (const [i, feed] of feeds.entries()) {
        const outputs = await session.run(new Map([...weights, ...feed]));
        rows.push(float32Values(outputs.get("features")!));
        if (plan) ofPatches.push(rowsOfPatches(float32Values(outputs.get("tokens")!), plan.chosen[i]!, width));
      }
      const patches = {
        ...(plan && { patches: { features: featuresOf(joinedRows(ofPatches), width), labels: plan.labels } }),
        ...(removed && { removed: await removed.tokens(weights, feeds) }),
      };
      return measureHealth(featuresOf(joinedRows(rows), width), subjects, { patches });
    },
    dispose: async () => {
      await Promise.all([session.dispose(), removed?.dispose()]);
    },
  };

  async function plainFeed(id: number): Promise<NamedTensors> {
    const window = cutWindow(await source.loadFrame([id], 0, grid), grid, plainDraw);
    return new Map([imageFeed(grid, [window])]);
  }
}

function float32Values({ data }: HostTensor): Float32Array {
  return Float32Array.from(data, Number);
}
