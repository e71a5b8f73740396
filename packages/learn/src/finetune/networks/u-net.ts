/** CineMA's U-Net baseline in two or three axes, from scratch. */
import { unet, uniformRates } from "@cmrkit/nn";
import { parseModelConfig } from "../../models/model-config.ts";
import { unetSchema } from "../../models/unet.ts";
import { axesReversed } from "./axis-order.ts";
import type { NetworkFactory } from "./factory.ts";
import { fromScratch } from "./from-scratch.ts";

export const uNetNetwork: NetworkFactory = ({ model }, { views: [{ window, steps }], channels, outputs }) => {
  const dims = window.slices === null ? 2 : 3;
  const json = { ...model, ...steps, dims, inChannels: channels, outChannels: outputs };
  const config = parseModelConfig(unetSchema, json, "U-Net", "network.model");
  return {
    title: "U-Net",
    answers: "voxels",
    forward: (scope, [image]) => ({ logits: [axesReversed(unet(scope, config, axesReversed(image)))] }),
    rates: (weightDecay) => uniformRates(weightDecay),
    ...fromScratch("a U-Net"),
  };
};
