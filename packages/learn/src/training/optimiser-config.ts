/** How AdamW trains, as configurations of supervised training say it. */
import { z } from "zod";

const positiveInteger = z.int().positive();
const share = z.number().min(0).max(1);

/** Warm-up to the learning rate, then a half cosine to the final one. */
export const optimiserSchema = z.strictObject({
  batch: positiveInteger,
  steps: positiveInteger,
  warmUpSteps: z.int().min(0),
  learningRate: z.number().positive(),
  finalLearningRate: z.number().min(0),
  weightDecay: z.number().min(0),
  betas: z.tuple([share, share]),
  /** Largest norm of all gradients together. */
  clipNorm: z.number().positive(),
});
