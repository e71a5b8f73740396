/** A configuration that fine-tunes in seconds. */
import { type FinetuneConfig, parseFinetuneConfig } from "../config.ts";

const still = { probability: 0, factor: [1, 1] };

export const smallJson = {
  seed: 3,
  data: { set: "folder", frames: "each" },
  task: {
    kind: "segmentation",
    classes: { cavity: ["leftVentricleBloodPool"], myocardium: ["leftVentricularMyocardium"] },
  },
  network: { kind: "unet", model: { channels: [8, 16], blocks: 1 } },
  window: { size: 24, slices: null, pixelMm: 4, sliceMm: null, longSideWithoutSpacing: 24, clipPercentiles: [1, 99] },
  augmentation: {
    anywhere: 0,
    shiftMm: 8,
    rotation: { probability: 0.5, degrees: [-30, 30] },
    scale: { probability: 0.5, factor: [0.9, 1.1], stretch: [1, 1] },
    flips: 0.5,
    gamma: { probability: 0, exponent: [1, 1] },
    contrast: still,
    brightness: { probability: 0.5, shift: [-0.05, 0.05] },
    noise: { probability: 0, deviation: [0, 0] },
    biasField: { probability: 0, strength: [0, 0] },
    lowResolution: still,
    dropout: { probability: 0.2, holes: 1, extent: 3 },
  },
  split: { validation: "4" },
  optimiser: {
    batch: 4,
    steps: 40,
    warmUpSteps: 4,
    learningRate: 0.01,
    finalLearningRate: 0.0001,
    weightDecay: 0.01,
    betas: [0.9, 0.999],
    layerDecay: 0.75,
    clipNorm: 5,
  },
  every: { checkpoint: 10, validation: 20 },
  patience: 5,
} as const;

export function smallFinetune(changes: Readonly<Record<string, unknown>> = {}): FinetuneConfig {
  return parseFinetuneConfig({ ...smallJson, ...changes }, "the test's configuration");
}
