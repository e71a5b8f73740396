/** ConvViT on one view, for an image or several frames of it as channels. */
import { convViTFeatures, convViTImageFeatures, convViTLogits, layerWiseRates } from "@cmrkit/nn";
import { convViTSchema } from "../../models/cinema.ts";
import { parseModelConfig } from "../../models/model-config.ts";
import { axesReversed, originalExtents } from "./axis-order.ts";
import { branchesOf, droppedPaths } from "./drop-path.ts";
import type { NetworkFactory } from "./factory.ts";
import { fromMaskedAutoencoder, isCinemaEncoder } from "./from-masked-autoencoder.ts";

export const convViTNetwork: NetworkFactory = (
  { model, dropPathRate },
  { views: [{ name: view, window, steps }], channels, outputs },
) => {
  const imageSize = originalExtents(window.size, window.slices);
  const json = { ...model, views: { [view]: { imageSize, channels, ...steps } }, outChannels: outputs };
  const config = parseModelConfig(convViTSchema, json, "ConvViT", "network.model");
  return {
    title: "ConvViT",
    answers: "image",
    forward: (scope, [image], _mode, { dropPath }) => {
      const options = droppedPaths(dropPathRate, dropPath);
      const features = convViTFeatures(scope, config, { [view]: axesReversed(image) }, options);
      return { logits: [convViTLogits(scope, config, features, "all")] };
    },
    features: (scope, image) => convViTImageFeatures(convViTFeatures(scope, config, { [view]: axesReversed(image) })),
    noise: { dropPath: branchesOf(config.transformer.depth, dropPathRate) },
    rates: (weightDecay, layerDecay) => layerWiseRates(weightDecay, layerDecay, config.transformer.depth),
    isEncoder: isCinemaEncoder,
    takeOver: fromMaskedAutoencoder([view]),
  };
};
