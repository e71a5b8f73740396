/** ResNet in two or three axes, from scratch. */
import { resNet, uniformRates } from "@cmrkit/nn";
import { parseModelConfig } from "../../models/model-config.ts";
import { resNetSchema } from "../../models/resnet.ts";
import { axesReversed } from "./axis-order.ts";
import type { NetworkFactory } from "./factory.ts";
import { fromScratch } from "./from-scratch.ts";

export const resNetNetwork: NetworkFactory = ({ model }, { views: [{ window }], channels, outputs }) => {
  const dims = window.slices === null ? 2 : 3;
  const json = { ...model, dims, inChannels: channels, outChannels: outputs };
  const config = parseModelConfig(resNetSchema, json, "ResNet", "network.model");
  return {
    title: `ResNet-${config.depth}`,
    answers: "image",
    forward: (scope, [image], mode) => {
      const { logits, ...rest } = resNet(scope, config, axesReversed(image), mode);
      return { logits: [logits], ...rest };
    },
    rates: (weightDecay) => uniformRates(weightDecay),
    ...fromScratch("a ResNet"),
  };
};
