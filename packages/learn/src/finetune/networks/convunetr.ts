/** ConvUNetR on one view, for every voxel of a stack or a plane. */
import { convUNetR, layerWiseRates } from "@cmrkit/nn";
import { convUNetRSchema } from "../../models/cinema.ts";
import { parseModelConfig } from "../../models/model-config.ts";
import { axesReversed, originalExtents } from "./axis-order.ts";
import { branchesOf, droppedPaths } from "./drop-path.ts";
import type { NetworkFactory } from "./factory.ts";
import { fromMaskedAutoencoder, isCinemaEncoder } from "./from-masked-autoencoder.ts";

export const convUNetRNetwork: NetworkFactory = (
  { model, view, steps, dropPathRate },
  { window, channels, outputs },
) => {
  const imageSize = originalExtents(window.size, window.slices);
  const json = { ...model, views: { [view]: { imageSize, channels, ...steps } }, outChannels: outputs };
  const config = parseModelConfig(convUNetRSchema, json, "ConvUNetR", "network.model");
  return {
    title: "ConvUNetR",
    answers: "voxels",
    forward: (scope, image, _mode, dropPath) => {
      const options = droppedPaths(dropPathRate, dropPath);
      const logits = convUNetR(scope, config, { [view]: axesReversed(image) }, options);
      return { logits: axesReversed(logits.get(view)!) };
    },
    dropPathBranches: branchesOf(config.transformer.depth, dropPathRate),
    rates: (weightDecay, layerDecay) => layerWiseRates(weightDecay, layerDecay, config.transformer.depth),
    isEncoder: isCinemaEncoder,
    takeOver: fromMaskedAutoencoder(view),
  };
};
