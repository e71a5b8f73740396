/** A vision transformer with a light decoder, for every pixel of a slice. */
import { layerWiseRates, vitSegmenter } from "@cmrkit/nn";
import { parseModelConfig } from "../../models/model-config.ts";
import { vitSegmenterSchema } from "../../models/vit.ts";
import type { NetworkFactory } from "./factory.ts";
import { ENCODER, fromVisionTransformer } from "./from-vision-transformer.ts";
import { requireSlices } from "./require-slices.ts";
import { encoderJson, vitBranches } from "./vision-transformer-encoder.ts";

/** The encoder keeps the image size that it was trained at; positions are interpolated to the window's. */
export const vitSegmenterNetwork: NetworkFactory = (
  { model, dropPathRate },
  { views: [{ window }], channels, outputs },
) => {
  requireSlices(window, "a vision transformer");
  const { encoder, ...decoder } = model;
  const json = { ...decoder, encoder: encoderJson(encoder, channels, dropPathRate), outChannels: outputs };
  const config = parseModelConfig(vitSegmenterSchema, json, "vision transformer that segments", "network.model");
  return {
    title: "vision transformer with a light decoder",
    answers: "voxels",
    forward: (scope, [image], _mode, { dropPath }) => ({ logits: [vitSegmenter(scope, config, image, dropPath)] }),
    noise: { dropPath: vitBranches(config.encoder) },
    rates: (weightDecay, layerDecay) => layerWiseRates(weightDecay, layerDecay, config.encoder.depth),
    isEncoder: (name) => name.startsWith(ENCODER),
    takeOver: fromVisionTransformer,
  };
};
