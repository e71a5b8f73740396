/** How windows are changed while a network learns from them. Lengths are millimetres and degrees in the plane. */
import { z } from "zod";

const probability = z.number().min(0).max(1);
const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high, "the range runs backwards");

/** Ranges are drawn from evenly; intensities run from 0 to 1. */
export const augmentationSchema = z.strictObject({
  /** Share of windows placed anywhere in the image instead of about the labelled heart. */
  anywhere: probability,
  shiftMm: z.number().min(0),
  rotation: z.strictObject({ probability, degrees: range }),
  scale: z.strictObject({ probability, factor: range, stretch: range }),
  /** One of the eight flips and quarter turns of the plane. */
  flips: probability,
  gamma: z.strictObject({ probability, exponent: range }),
  contrast: z.strictObject({ probability, factor: range }),
  brightness: z.strictObject({ probability, shift: range }),
  noise: z.strictObject({ probability, deviation: range }),
  biasField: z.strictObject({ probability, strength: range }),
  lowResolution: z.strictObject({ probability, factor: range }),
  /** Squares of so many pixels that become air. */
  dropout: z.strictObject({ probability, holes: z.int().positive(), extent: z.int().positive() }),
});

export type FinetuneAugmentation = z.infer<typeof augmentationSchema>;
