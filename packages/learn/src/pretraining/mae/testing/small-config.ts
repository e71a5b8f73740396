/** A configuration that trains in seconds. */
import { readFileSync } from "node:fs";
import { type MaeConfig, parseMaeConfig } from "../config.ts";

/** The JSON of a configuration that ships. */
export function shippedConfig(name: string): Record<string, unknown> {
  const path = new URL(`../../../../../../configs/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Stacks of 16 × 16 × 4 and planes of 24 × 24 in tokens of 8 × 8, a transformer of two small blocks. */
export const smallJson = {
  seed: 7,
  data: {
    sequences: ["cine"],
    views: {
      sax: { imageSize: [16, 16, 4], pixelMm: 4, sliceMm: null, minSlices: 2 },
      lax_4c: { imageSize: [24, 24], pixelMm: 4, longSideWithoutSpacing: 24 },
    },
    viewsOf: [{ pathContains: "four-chamber", view: "lax_4c" }],
    validationShare: 0.25,
    clipPercentiles: [1, 99],
  },
  model: {
    variant: "tiny",
    convChannels: [8],
    convBlocks: 1,
    encoder: { embedDim: 24, depth: 2, heads: 2 },
    decoder: { embedDim: 12, depth: 1, heads: 2 },
  },
  maskRatio: 0.75,
  normalisedTargets: false,
  augmentation: { zoom: { probability: 0.5, factor: [0.9, 1.1] }, flips: 0.5, shiftMm: 4 },
  optimiser: {
    batch: 4,
    schedule: { steps: 60, warmUpSteps: 4 },
    learningRate: 0.01,
    finalLearningRate: 0.0001,
    weightDecay: 0.05,
    betas: [0.9, 0.95],
    clipNorm: 5,
  },
  every: { checkpoint: 20, validation: 30, picture: 60, health: 60 },
} as const;

export function smallConfig(changes: Readonly<Record<string, unknown>> = {}): MaeConfig {
  return parseMaeConfig({ ...smallJson, ...changes }, "the test's configuration");
}
