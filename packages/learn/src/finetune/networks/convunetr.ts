/** ConvUNetR on one view, for every voxel of a stack or a plane. */
import { input, type Tensor } from "@cmrkit/graph";
import { type ConvUNetROptions, convUNetR, layerWiseRates, ParameterScope } from "@cmrkit/nn";
import { convUNetRSchema } from "../../models/cinema.ts";
import { parseModelConfig } from "../../models/model-config.ts";
import { axesReversed, originalExtents } from "./axis-order.ts";
import { branchesOf, droppedPaths } from "./drop-path.ts";
import { dropoutFrom, dropoutNumbers } from "./dropout.ts";
import type { NetworkFactory } from "./factory.ts";
import { fromMaskedAutoencoder, isCinemaEncoder } from "./from-masked-autoencoder.ts";

export const convUNetRNetwork: NetworkFactory = (
  { model, view, steps, dropPathRate, dropoutRate },
  { window, channels, outputs },
) => {
  const imageSize = originalExtents(window.size, window.slices);
  const json = { ...model, views: { [view]: { imageSize, channels, ...steps } }, outChannels: outputs };
  const config = parseModelConfig(convUNetRSchema, json, "ConvUNetR", "network.model");
  const logitsOf = (scope: ParameterScope, image: Tensor, options: ConvUNetROptions) =>
    convUNetR(scope, config, { [view]: image }, options).get(view)!;
  const one = input("image", "float32", [1, channels, ...imageSize]);
  return {
    title: "ConvUNetR",
    answers: "voxels",
    forward: (scope, image, _mode, { dropPath, dropout }) => {
      const options = { ...droppedPaths(dropPathRate, dropPath), ...dropoutFrom(dropoutRate, dropout) };
      return { logits: axesReversed(logitsOf(scope, axesReversed(image), options)) };
    },
    noise: {
      dropPath: branchesOf(config.transformer.depth, dropPathRate),
      dropout: dropoutNumbers(dropoutRate, (dropout) => logitsOf(new ParameterScope(), one, { dropout })),
    },
    rates: (weightDecay, layerDecay) => layerWiseRates(weightDecay, layerDecay, config.transformer.depth),
    isEncoder: isCinemaEncoder,
    takeOver: fromMaskedAutoencoder(view),
  };
};
