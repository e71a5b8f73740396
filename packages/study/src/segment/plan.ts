/** What a segmentation model expects of its input, stored beside its weights as `model.json`. */
import { z } from "zod";

export const segmentationPlanSchema = z.strictObject({
  /** In-plane distance of the network's pixels. */
  spacingMm: z.number().positive(),
  /** Extent of the network's input along x and y. */
  windowSize: z.number().int().positive(),
  /** Slices shown to the network: the slice in the middle of its neighbours. */
  inputSlices: z
    .int()
    .positive()
    .refine((count) => count % 2 === 1, "must be odd, with the slice itself in the middle")
    .default(3),
  /** From one neighbour to the next, about. */
  neighbourDistanceMm: z.number().positive(),
  /** Intensities are clipped to these percentiles of the study, then shifted and scaled to mean 0 and deviation 1. */
  clipPercentiles: z.tuple([z.number().min(0), z.number().max(100)]),
  /** Windows in one run of the network. */
  batch: z.number().int().positive(),
  /** Labels, background first. */
  classes: z.int().min(2),
  /** Average over the four flips of each window. */
  testTimeFlips: z.boolean(),
});

export type SegmentationPlan = z.infer<typeof segmentationPlanSchema>;

export const modelCardSchema = z.strictObject({
  schema: z.literal("cmrkit.model/1"),
  name: z.string().min(1),
  task: z.literal("cine-sax-segmentation"),
  /** Of the weights, which follows from the data that they were trained on. */
  licence: z.string().min(1),
  plan: segmentationPlanSchema,
});

/** Contents of `model.json`. */
export type SegmentationModelFile = z.infer<typeof modelCardSchema>;
