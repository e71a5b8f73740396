/** The configuration of a residual network: its depth, channels, and what it sees and says. */
import { type ResNetConfig, type ResNetDepth, resNetVariants } from "@cmrkit/nn";
import { z } from "zod";
import { axes, parseModelConfig, positiveInteger } from "./model-config.ts";

/** What the network says, and the images that it takes. */
export interface ResNetModel extends ResNetConfig {
  readonly dims: 2 | 3;
  readonly inChannels: number;
}

const depths = Object.keys(resNetVariants).join(", ");

/** Gives what `resNet` of `@cmrkit/nn` takes. */
export const resNetSchema: z.ZodType<ResNetModel> = z.strictObject({
  depth: z.int().refine((depth): depth is ResNetDepth => depth in resNetVariants, `must be one of ${depths}`),
  dims: axes,
  inChannels: positiveInteger.default(1),
  outChannels: positiveInteger,
  /** Source: cinema/classification/acdc/config.yaml, `layer_inplanes`; He et al. 2016, arXiv:1512.03385 table 1. */
  layerChannels: z
    .tuple([positiveInteger, positiveInteger, positiveInteger, positiveInteger])
    .default([64, 128, 256, 512]),
});

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseResNetConfig(json: unknown, source: string): ResNetModel {
  return parseModelConfig(resNetSchema, json, "ResNet", source);
}
