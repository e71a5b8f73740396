/** ConvViT on one view, for an image or several frames of it as channels. */
import { convViTFeatures, convViTLogits, layerWiseRates } from "@cmrkit/nn";
import { convViTSchema } from "../../models/cinema.ts";
import { parseModelConfig } from "../../models/model-config.ts";
import { axesReversed, originalExtents } from "./axis-order.ts";
import type { NetworkFactory } from "./factory.ts";
import { fromMaskedAutoencoder, isCinemaEncoder } from "./from-masked-autoencoder.ts";

export const convViTNetwork: NetworkFactory = ({ model, view, steps }, { window, channels, outputs }) => {
  const imageSize = originalExtents(window.size, window.slices);
  const json = { ...model, views: { [view]: { imageSize, channels, ...steps } }, outChannels: outputs };
  const config = parseModelConfig(convViTSchema, json, "ConvViT", "network.model");
  return {
    title: "ConvViT",
    answers: "image",
    forward: (scope, image) => {
      const features = convViTFeatures(scope, config, { [view]: axesReversed(image) });
      return { logits: convViTLogits(scope, config, features, "all") };
    },
    rates: (weightDecay, layerDecay) => layerWiseRates(weightDecay, layerDecay, config.transformer.depth),
    isEncoder: isCinemaEncoder,
    takeOver: fromMaskedAutoencoder(view),
  };
};
