/** The configuration of masked-autoencoder pre-training: one frozen JSON file, validated before anything loads. */
import { type MaskedAutoencoderConfig, patchCount, visibleCount } from "@cmrkit/nn";
import { z } from "zod";
import { maskedAutoencoderSchema } from "../../models/cinema.ts";
import { parseModelConfig, positiveInteger } from "../../models/model-config.ts";
import { viewNames } from "./views.ts";

const positive = z.number().positive();
const share = z.number().min(0).max(1);
const belowOne = z.number().min(0).lt(1);
const risingPair = (value: z.ZodNumber) =>
  z.tuple([value, value]).refine(([low, high]) => low <= high, "the range runs backwards");

/** What stacks and planes share. */
const viewKeys = {
  /** Edge of a pixel of the model. */
  pixelMm: positive,
  /** Pixels of the longer side of images that do not tell their pixel size; without it such images are left out. */
  longSideWithoutSpacing: positiveInteger.optional(),
  /** Steps of the stem in this view, if not the model's own. */
  patchSize: z.array(positiveInteger).optional(),
  scaleFactor: z.array(positiveInteger).optional(),
};
const stackSchema = z.strictObject({
  /** Voxels along X, Y, Z. */
  imageSize: z.tuple([positiveInteger, positiveInteger, positiveInteger]),
  ...viewKeys,
  /** Distance of slices of the model, or null to leave them where they are. */
  sliceMm: positive.nullable(),
  /** Stacks of fewer slices are left out. */
  minSlices: positiveInteger.default(1),
  /**
   * Pictures of one slice whose path holds one of these texts are the slices of their study's stack, in the order of
   * their names.
   */
  slicesOf: z.array(z.string().min(1)).default([]),
});
/** Pixels along X, Y. */
const planeSchema = z.strictObject({ imageSize: z.tuple([positiveInteger, positiveInteger]), ...viewKeys });

const dataSchema = z.strictObject({
  /** Sequences of the catalogue that are learnt from. */
  sequences: z.array(z.string()).min(1),
  views: z
    .strictObject({
      sax: stackSchema.optional(),
      lax_2c: planeSchema.optional(),
      lax_3c: planeSchema.optional(),
      lax_4c: planeSchema.optional(),
    })
    .refine((views) => Object.values(views).some((view) => view !== undefined), "at least one view"),
  /** Images whose path holds the text are of this view, whatever the catalogue says of their sequence and view. */
  viewsOf: z.array(z.strictObject({ pathContains: z.string().min(1), view: z.enum(viewNames) })).default([]),
  /** Share of the patients that are never trained on. */
  validationShare: belowOne,
  /** At most so many of their studies are looked at each time. */
  validationStudies: positiveInteger.default(64),
  /** Intensities below and above these percentiles of a whole cine are cut off. */
  clipPercentiles: risingPair(z.number().min(0).max(100)),
});

/** Checked with the views of `data`, see `resolveModel`. */
const modelSchema = z
  .record(z.string(), z.unknown())
  .refine((model) => !("views" in model), { path: ["views"], message: "belong to data.views" });

const scheduleSchema = z
  .union([
    z.strictObject({ epochs: positiveInteger, warmUpEpochs: z.int().min(0) }),
    z.strictObject({ steps: positiveInteger, warmUpSteps: z.int().min(0) }),
  ])
  .refine(
    (schedule) =>
      "epochs" in schedule ? schedule.warmUpEpochs < schedule.epochs : schedule.warmUpSteps < schedule.steps,
    "the warm-up must end before the last step",
  );

const augmentationSchema = z.strictObject({
  zoom: z.strictObject({ probability: share, factor: risingPair(positive) }),
  /** Probability of each in-plane flip. */
  flips: share,
  /** Largest shift of the window from the middle of the image, along X and along Y. */
  shiftMm: z.number().min(0),
});

const optimiserSchema = z
  .strictObject({
    /** Studies of one update of one process. */
    batch: positiveInteger,
    /** Into how many graph runs of `batch` / `parts` studies an update is cut, to save memory. */
    parts: positiveInteger.default(1),
    /** Compute what lies between the outputs of blocks again for the gradients: less memory, a third more work. */
    recompute: z.boolean().optional(),
    schedule: scheduleSchema,
    learningRate: positive,
    finalLearningRate: z.number().min(0),
    weightDecay: z.number().min(0),
    betas: z.tuple([belowOne, belowOne]),
    clipNorm: positive,
  })
  .refine(({ batch, parts }) => batch % parts === 0, { path: ["parts"], message: "must divide the batch" });

const givenSchema = z.strictObject({
  seed: z.int(),
  data: dataSchema,
  model: modelSchema,
  /** Share of the patches of each view that are removed. */
  maskRatio: z.number().gt(0).lt(1),
  /** Whether each target patch is brought to mean 0 and deviation 1. Source: He et al. 2021, arXiv:2111.06377 §4.1. */
  normalisedTargets: z.boolean(),
  augmentation: augmentationSchema,
  optimiser: optimiserSchema,
  /** Updates between two checkpoints, looks at validation, pictures and health checks. */
  every: z.strictObject({
    checkpoint: positiveInteger,
    validation: positiveInteger,
    picture: positiveInteger,
    health: positiveInteger,
  }),
});

type Given = z.infer<typeof givenSchema>;
export type MaeAugmentation = Given["augmentation"];
export type MaeOptimiser = Given["optimiser"];

/** The configuration with its model resolved. */
export interface MaeConfig extends Omit<Given, "model"> {
  readonly model: MaskedAutoencoderConfig;
}

const schema = givenSchema.transform((given, context): MaeConfig => {
  const model = resolveModel(given, context);
  if (!model) return z.NEVER;
  for (const issue of [...maskIssues(given, model), ...argumentIssues(model)])
    context.issues.push({ code: "custom", input: given, ...issue });
  return { ...given, model };
});

/** The model's own rules, with what they say of its views told where the views are. */
function resolveModel({ data, model }: Given, context: z.RefinementCtx<Given>): MaskedAutoencoderConfig | undefined {
  const views = viewNames.flatMap((name) => {
    const view = data.views[name];
    if (!view) return [];
    const { imageSize, patchSize, scaleFactor } = view;
    return [[name, { imageSize, ...(patchSize && { patchSize }), ...(scaleFactor && { scaleFactor }) }]];
  });
  const result = maskedAutoencoderSchema.safeParse({ ...model, views: Object.fromEntries(views) });
  for (const { path, message } of result.error?.issues ?? []) {
    const place = path[0] === "views" ? "data" : "model";
    context.issues.push({ code: "custom", input: model, path: [place, ...path], message });
  }
  return result.data;
}

function maskIssues({ maskRatio }: Given, model: MaskedAutoencoderConfig) {
  return model.views.flatMap((view) => {
    const tokens = patchCount(model, view);
    const visible = visibleCount(tokens, maskRatio);
    if (visible > 0 && visible < tokens) return [];
    const message = `leaves ${visible} of ${tokens} tokens of ${view.name} visible; some must be, and some removed`;
    return [{ path: ["maskRatio"], message }];
  });
}

/** The original's constructor, in whose arguments the model is written down, leaves these two as they are. */
function argumentIssues({ transformer, decoder, convNorm }: MaskedAutoencoderConfig) {
  const rules: readonly (readonly [boolean, string, string])[] = [
    [transformer.mlpRatio === 4, "encoder", "mlpRatio must be 4"],
    [decoder.transformer.mlpRatio === 4, "decoder", "mlpRatio must be 4"],
    [convNorm === "layer", "convNorm", "must be layer"],
  ];
  return rules.flatMap(([holds, key, rule]) =>
    holds ? [] : [{ path: ["model", key], message: `${rule}, as CineMA's masked autoencoder has it` }],
  );
}

/**
 * Validates a parsed configuration.
 * @throws {LearnError} `bad-config` listing every issue with its path.
 */
export function parseMaeConfig(json: unknown, source: string): MaeConfig {
  return parseModelConfig(schema, json, "masked autoencoder's pre-training", source);
}
