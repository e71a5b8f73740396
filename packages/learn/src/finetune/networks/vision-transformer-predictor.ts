/** A vision transformer with a linear head on its class token or patches, for a slice. */
import { layerWiseRates, vit, vitImageFeatures, vitPredictor } from "@cmrkit/nn";
import { z } from "zod";
import { parseModelConfig } from "../../models/model-config.ts";
import { vitSchema } from "../../models/vit.ts";
import type { NetworkFactory } from "./factory.ts";
import { ENCODER, fromVisionTransformer } from "./from-vision-transformer.ts";
import { requireSlices } from "./require-slices.ts";
import { encoderJson, vitBranches } from "./vision-transformer-encoder.ts";

const schema = z.strictObject({
  encoder: vitSchema,
  /** What the head reads; patches as their mean. */
  reads: z.enum(["cls", "patches", "cls and patches"]).default("cls and patches"),
});

/** The encoder keeps the image size that it was trained at; positions are interpolated to the window's. */
export const vitPredictorNetwork: NetworkFactory = (
  { model, dropPathRate },
  { views: [{ window }], channels, outputs },
) => {
  requireSlices(window, "a vision transformer");
  const json = { ...model, encoder: encoderJson(model.encoder, channels, dropPathRate) };
  const config = parseModelConfig(schema, json, "vision transformer with a head", "network.model");
  return {
    title: "vision transformer",
    answers: "image",
    forward: (scope, [image], _mode, { dropPath }) => ({
      logits: [vitPredictor(scope, { ...config, outChannels: outputs }, image, dropPath)],
    }),
    features: (scope, image) => vitImageFeatures(vit(scope.at("encoder"), config.encoder, image), config.reads),
    noise: { dropPath: vitBranches(config.encoder) },
    rates: (weightDecay, layerDecay) => layerWiseRates(weightDecay, layerDecay, config.encoder.depth),
    isEncoder: (name) => name.startsWith(ENCODER),
    takeOver: fromVisionTransformer,
  };
};
