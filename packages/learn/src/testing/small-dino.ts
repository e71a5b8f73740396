/** A DINO configuration that makes a dozen updates in seconds. */
import { type DinoPretrainingConfig, parseDinoConfig } from "../pretraining/dino/config.ts";

/** @param changes replace whole sections. */
export function smallDinoConfig(changes: Readonly<Record<string, unknown>> = {}): DinoPretrainingConfig {
  return parseDinoConfig(
    {
      seed: 5,
      data: {
        validationShare: 0.4,
        pixelMm: 6,
        longSideWithoutSpacing: 48,
        clipPercentiles: [0.5, 99.5],
        intensity: { mean: 0.2, deviation: 0.2 },
      },
      augmentation: {
        aspectRatio: [0.75, 1.3333],
        flips: 0.75,
        rotation: { probability: 0.5, degrees: [-20, 20] },
        gamma: { probability: 0.5, exponent: [0.8, 1.2] },
        brightness: { probability: 0.5, factor: [0.8, 1.2] },
        contrast: { probability: 0.5, factor: [0.8, 1.2] },
        biasField: { probability: 0.5, strength: [0.05, 0.2] },
        noise: { probability: 0.5, deviation: [0.01, 0.05], rician: 0.5 },
        blur: { probability: [1, 0.1, 0.5], deviation: [0.1, 0.5] },
      },
      crops: { global: { size: 32, area: [0.4, 1] }, local: { size: 16, area: [0.1, 0.4], count: 2 } },
      model: {
        size: { embedDim: 24, depth: 2, heads: 2 },
        patchSize: 8,
        dropPathRate: 0.1,
        head: { layers: 2, hiddenDim: 32, bottleneckDim: 16, prototypes: 64, normLastLayer: true },
      },
      optimiser: { batch: 4, betas: [0.9, 0.999], clipEachNorm: 3 },
      schedule: {
        epochs: 6,
        imagesPerEpoch: 8,
        learningRate: { peakPer256: 0.1, final: 0.0001, warmUpEpochs: 1 },
        weightDecay: { start: 0.04, final: 0.4 },
        momentum: { start: 0.9, final: 1 },
        teacherTemperature: { start: 0.04, final: 0.07, warmUpEpochs: 2 },
        frozenLastLayerEpochs: 1,
      },
      health: { imagesPerLabel: 10 },
      every: { checkpoint: 4, health: 100, picture: 100 },
      ...changes,
    },
    "the test's configuration",
  );
}
