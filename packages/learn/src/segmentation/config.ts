/** The configuration of segmentation training: one frozen JSON file, validated before anything loads. */
import { structureNames } from "@cmrkit/cardiac";
import { segmentationPlanSchema } from "@cmrkit/study";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import { optimiserSchema } from "../training/optimiser-config.ts";

/** The background, and what hearts are labelled with. */
const CLASSES = structureNames.length + 1;

const positiveInteger = z.int().positive();
const probability = z.number().min(0).max(1);
const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high, "the range runs backwards");

const networkSchema = z
  .strictObject({
    channels: z.array(positiveInteger).min(2),
    encoderBlocks: z.array(z.int().min(0)),
    decoderBlocks: z.array(z.int().min(0)),
    borderChannels: positiveInteger,
  })
  .refine(({ channels, encoderBlocks }) => channels.length === encoderBlocks.length, {
    path: ["encoderBlocks"],
    message: "one entry for each entry of channels",
  })
  .refine(({ channels, decoderBlocks }) => channels.length === decoderBlocks.length + 1, {
    path: ["decoderBlocks"],
    message: "one entry fewer than channels",
  });

/** Ranges are drawn from evenly. Lengths are millimetres and degrees in the plane; intensities have deviation 1. */
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
  /** Share of windows whose neighbouring slices are replaced by the slice itself. */
  loneSlice: probability,
  /** Cavities made smaller, or larger, by so much of their area; see `contraction.ts`. None unless told. */
  contraction: z.strictObject({ probability, area: range.refine(([low]) => low > 0, "an area is above 0") }).optional(),
});

const schema = z
  .strictObject({
    seed: z.int(),
    data: z.strictObject({ set: z.string(), validationPatients: positiveInteger }),
    plan: segmentationPlanSchema,
    network: networkSchema,
    augmentation: augmentationSchema,
    optimiser: optimiserSchema.extend({
      /** Largest decay of the moving average of the weights, which is what ships. */
      emaDecay: probability,
    }),
    /** Updates between two checkpoints and between two looks at the validation patients. */
    every: z.strictObject({ checkpoint: positiveInteger, validation: positiveInteger }),
  })
  .refine(({ plan, network }) => plan.windowSize % 2 ** network.channels.length === 0, {
    path: ["plan", "windowSize"],
    message: "must be divisible by 2 to the number of resolutions",
  })
  .refine(({ plan }) => plan.classes === CLASSES, {
    path: ["plan", "classes"],
    message: `must be ${CLASSES}: the background, ${structureNames.join(", ")}`,
  })
  .refine(({ optimiser }) => optimiser.warmUpSteps < optimiser.steps, {
    path: ["optimiser", "warmUpSteps"],
    message: "must end before the last step",
  });

export type SegmentationConfig = z.infer<typeof schema>;
export type AugmentationConfig = z.infer<typeof augmentationSchema>;

/**
 * Validates a parsed configuration.
 * @throws {LearnError} `bad-config` listing every issue with its path.
 */
export function parseSegmentationConfig(json: unknown, source: string): SegmentationConfig {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new LearnError("bad-config", `${source} is no configuration for segmentation:\n  ${issues.join("\n  ")}`);
}
