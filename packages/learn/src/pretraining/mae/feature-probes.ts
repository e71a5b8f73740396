/** The health of a masked autoencoder: its encoder's frozen features of whole images, probed as they are. */
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import { type FeatureHealth, measureHealth } from "../health/feature-health.ts";
import { featuresOf } from "../health/features.ts";
import type { Probe } from "../health/probe-set.ts";
import type { MaeConfig } from "./config.ts";
import type { ImageSource } from "./image-source.ts";
import { featureModel } from "./network.ts";
import { imageFeed } from "./samples.ts";
import type { ViewGrid } from "./views.ts";
import { cutWindow, plainDraw } from "./window.ts";

/** Images of one view that are probed. All of one view, because each view's own stem would tell it from the others. */
export interface ViewProbes {
  readonly grid: ViewGrid;
  readonly probes: readonly Probe<{ readonly id: number }>[];
}

export interface FeatureProbing {
  measure(weights: NamedTensors): Promise<FeatureHealth>;
  dispose(): Promise<void>;
}

/** Opens the encoder without a mask. An image's features are the mean over the tokens of its first frame. */
export async function openFeatureProbing(
  { grid, probes }: ViewProbes,
  source: ImageSource,
  config: MaeConfig,
  options: SessionOptions = {},
): Promise<FeatureProbing> {
  const session = await openSession(featureModel(config, grid.name), options);
  const subjects = probes.map(({ subject }) => subject);
  const width = config.model.embedDim;
  return {
    measure: async (weights) => {
      const rows = new Float32Array(probes.length * width);
      for (const [i, { image }] of probes.entries()) {
        const window = cutWindow(await source.loadFrame(image.id, 0, grid), grid, plainDraw);
        const outputs = await session.run(new Map([...weights, imageFeed(grid, [window])]));
        rows.set(Array.from(outputs.get("features")!.data, Number), i * width);
      }
      return measureHealth(featuresOf(rows, width), subjects);
    },
    dispose: () => session.dispose(),
  };
}
