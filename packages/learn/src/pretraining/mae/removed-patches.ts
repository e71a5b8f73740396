/** Whether an autoencoder knows what lies under its mask: the structure that each removed patch shows, from the others. */
import { maskFeeds, patchCount, randomPatchMasks, withViews } from "@cmrkit/nn";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { featuresOf, joinedRows } from "../../linear/features.ts";
import type { PatchTokens } from "../health/feature-health.ts";
import { type PatchedImage, patchPlan, rowsOfPatches } from "../health/patch-plan.ts";
import type { MaeConfig } from "./config.ts";
import { removedModel } from "./network.ts";
import type { ViewGrid } from "./views.ts";

export interface RemovedPatches {
  /** @param feeds The window of each image, in their order. */
  tokens(weights: NamedTensors, feeds: readonly NamedTensors[]): Promise<PatchTokens>;
  dispose(): Promise<void>;
}

/**
 * Masks each image once, by the seed, as training does, and takes what the decoder makes of the removed patches.
 * @param images Labels of all patches. @returns nothing when no image has a mask.
 */
export async function openRemovedPatches(
  images: readonly PatchedImage[],
  grid: ViewGrid,
  config: MaeConfig,
  options: SessionOptions,
): Promise<RemovedPatches | undefined> {
  const model = withViews(config.model, [grid.name]);
  const counts = new Map([[grid.name, patchCount(model, model.views[0]!)]]);
  const random = randomStream(config.seed).fork("removed patches");
  const masks = images.map((_, i) => randomPatchMasks(counts, config.maskRatio, [random.fork(i)]));
  const removed = images.map(({ patient, labels }, i) => {
    const places = labels.length === 0 ? [] : Array.from(masks[i]!.get(grid.name)!.masked.data, Number);
    return { patient, labels: places.map((place) => labels[place]!) };
  });
  const plan = patchPlan(removed, random.fork("choice"));
  if (!plan) return undefined;
  const session = await openSession(removedModel(config, grid.name), options);
  const width = config.model.decoder.embedDim;
  return {
    tokens: async (weights, feeds) => {
      const rows: Float32Array[] = [];
      for (const [i, feed] of feeds.entries()) {
        const outputs = await session.run(new Map([...weights, ...feed, ...maskFeeds(masks[i]!)]));
        const tokens = Float32Array.from(outputs.get("tokens")!.data, Number);
        rows.push(rowsOfPatches(tokens, plan.chosen[i]!, width));
      }
      return { features: featuresOf(joinedRows(rows), width), labels: plan.labels };
    },
    dispose: () => session.dispose(),
  };
}
