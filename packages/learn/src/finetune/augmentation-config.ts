/** How windows are changed while a network learns from them: as in the training of the shipped network, and parts left out. */
import { z } from "zod";
import { augmentationSchema as segmentationAugmentation } from "../segmentation/config.ts";

/** Ranges are drawn from evenly; intensities run from 0 to 1. */
export const augmentationSchema = segmentationAugmentation.omit({ loneSlice: true, contraction: true }).extend({
  /** Squares of so many pixels that become air. */
  dropout: z.strictObject({
    probability: z.number().min(0).max(1),
    holes: z.int().positive(),
    extent: z.int().positive(),
  }),
});

export type FinetuneAugmentation = z.infer<typeof augmentationSchema>;
