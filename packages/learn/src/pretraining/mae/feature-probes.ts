/** The health of a masked autoencoder: its encoder's frozen features of whole images, probed as they are. */
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { type HostTensor, type NamedTensors, randomStream } from "@cmrkit/tensor";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { type FeatureHealth, measureHealth } from "../health/feature-health.ts";
import { featuresOf, joinedRows } from "../health/features.ts";
import { patchPlan, rowsOfPatches } from "../health/patch-plan.ts";
import type { Probe } from "../health/probe-set.ts";
import type { MaeConfig } from "./config.ts";
import type { ImageSource } from "./image-source.ts";
import { featureModel } from "./network.ts";
import { labelledPatches } from "./patch-labels.ts";
import { imageFeed } from "./samples.ts";
import type { ViewGrid } from "./views.ts";
import { cutWindow, plainDraw } from "./window.ts";

/** Images of one view that are probed. All of one view, because each view's own stem would tell it from the others. */
export interface ViewProbes {
  readonly grid: ViewGrid;
  readonly probes: readonly Probe<Pick<CatalogueImage, "id" | "size" | "spacingMm">>[];
}

export interface FeatureProbing {
  measure(weights: NamedTensors): Promise<FeatureHealth>;
  dispose(): Promise<void>;
}

/**
 * Opens the encoder, nothing masked. An image's features are the mean over the tokens of its first frame; where the probes
 * name masks, single tokens are probed too.
 * @throws what `maskCoverage` throws.
 */
export async function openFeatureProbing(
  viewProbes: ViewProbes,
  source: ImageSource,
  config: MaeConfig,
  options: SessionOptions = {},
): Promise<FeatureProbing> {
  const { grid, probes } = viewProbes;
  const plan = patchPlan(await labelledPatches(viewProbes, config), randomStream(config.seed).fork("patches"));
  const session = await openSession(featureModel(config, grid.name), options);
  const subjects = probes.map(({ subject }) => subject);
  const width = config.model.embedDim;
  return {
    measure: async (weights) => {
      const rows: Float32Array[] = [];
      const ofPatches: Float32Array[] = [];
      for (const [i, { image }] of probes.entries()) {
        const window = cutWindow(await source.loadFrame(image.id, 0, grid), grid, plainDraw);
        const outputs = await session.run(new Map([...weights, imageFeed(grid, [window])]));
        rows.push(float32Values(outputs.get("features")!));
        if (plan) ofPatches.push(rowsOfPatches(float32Values(outputs.get("tokens")!), plan.chosen[i]!, width));
      }
      const patches = plan && { features: featuresOf(joinedRows(ofPatches), width), labels: plan.labels };
      return measureHealth(featuresOf(joinedRows(rows), width), subjects, patches);
    },
    dispose: () => session.dispose(),
  };
}

function float32Values({ data }: HostTensor): Float32Array {
  return Float32Array.from(data, Number);
}
