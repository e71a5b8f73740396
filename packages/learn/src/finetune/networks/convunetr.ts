/** ConvUNetR for every voxel of a stack or a plane, or of several views that its encoder sees together. */
import { input } from "@cmrkit/graph";
import { type ConvUNetROptions, convUNetR, layerWiseRates, ParameterScope } from "@cmrkit/nn";
import { convUNetRSchema } from "../../models/cinema.ts";
import { parseModelConfig } from "../../models/model-config.ts";
import { axesReversed, originalExtents } from "./axis-order.ts";
import { branchesOf, droppedPaths } from "./drop-path.ts";
import { dropoutFrom, dropoutNumbers } from "./dropout.ts";
import type { NetworkFactory } from "./factory.ts";
import { fromMaskedAutoencoder, isCinemaEncoder } from "./from-masked-autoencoder.ts";
import type { OfViews } from "./network.ts";
import { eachView, type NetworkView } from "./network-views.ts";

export const convUNetRNetwork: NetworkFactory = (
  { model, dropPathRate, dropoutRate },
  { views, channels, outputs },
) => {
  const sizeOf = ({ window }: NetworkView) => originalExtents(window.size, window.slices);
  const ofViews = views.map((view) => [view.name, { imageSize: sizeOf(view), channels, ...view.steps }]);
  const json = { ...model, views: Object.fromEntries(ofViews), outChannels: outputs };
  const config = parseModelConfig(convUNetRSchema, json, "ConvUNetR", "network.model");
  const logitsOf = (scope: ParameterScope, images: OfViews, options: ConvUNetROptions) => {
    const named = Object.fromEntries(views.map(({ name }, i) => [name, images[i]!]));
    const logits = convUNetR(scope, config, named, options);
    return eachView(views, ({ name }) => logits.get(name)!);
  };
  const one = eachView(views, (view) => input(view.image, "float32", [1, channels, ...sizeOf(view)]));
  return {
    title: "ConvUNetR",
    answers: "voxels",
    forward: (scope, images, _mode, { dropPath, dropout }) => {
      const options = { ...droppedPaths(dropPathRate, dropPath), ...dropoutFrom(dropoutRate, dropout) };
      return { logits: eachView(logitsOf(scope, eachView(images, axesReversed), options), axesReversed) };
    },
    noise: {
      dropPath: branchesOf(config.transformer.depth, dropPathRate),
      dropout: dropoutNumbers(dropoutRate, (dropout) => logitsOf(new ParameterScope(), one, { dropout })),
    },
    rates: (weightDecay, layerDecay) => layerWiseRates(weightDecay, layerDecay, config.transformer.depth),
    isEncoder: isCinemaEncoder,
    takeOver: fromMaskedAutoencoder(views.map(({ name }) => name)),
  };
};
