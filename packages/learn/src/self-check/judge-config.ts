/** The configuration of the judge of outlines. */
import type { PatchUNetConfig } from "@cmrkit/nn";
import type { z } from "zod";
import type { optimiserSchema } from "../training/optimiser-config.ts";
import { type JudgeBatchSettings, judgeBatchDefaults } from "./judge-batches.ts";

export interface JudgeConfig {
  readonly seed: number;
  /** Parts of the patients, each judged by a judge that learnt from the others. */
  readonly folds: number;
  readonly network: Omit<PatchUNetConfig, "inChannels" | "outChannels">;
  readonly batches: JudgeBatchSettings;
  readonly optimiser: Omit<z.infer<typeof optimiserSchema>, "batch"> & { readonly emaDecay: number };
}

export const judgeDefaults: JudgeConfig = {
  seed: 20261122,
  folds: 3,
  network: { channels: [24, 48, 96], encoderBlocks: [1, 1, 1], decoderBlocks: [1, 1], borderChannels: 8 },
  batches: judgeBatchDefaults,
  optimiser: {
    steps: 3000,
    warmUpSteps: 60,
    learningRate: 0.003,
    finalLearningRate: 1e-5,
    weightDecay: 0.03,
    betas: [0.9, 0.99],
    clipNorm: 2,
    emaDecay: 0.99,
  },
};
