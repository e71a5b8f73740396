/**
 * The configuration of DINO pre-training: one frozen JSON file, validated before anything loads.
 *
 * Where the numbers of `configs/pretrain-dino.json` come from: ViT-S/8 on 2D images, Jacob et al. 2025,
 * doi:10.1016/j.jocmr.2025.101967; batch of 1024, AdamW, rate 0.0005 a batch of 256, temperature 0.04 → 0.07 over 30
 * epochs and weight decay 0.04 → 0.4, Caron et al. 2021, arXiv:2104.14294 §3.2; areas and number of crops, head, clipping,
 * momentum and epochs, defaults of main_dino.py of facebookresearch/dino. Pixel size, intensities and augmentation are
 * cmrkit's own, because the published ones are for colour photographs.
 */
import { type DinoConfig, dinoDefaults, type VitConfig, vitDefaults, vitVariants } from "@cmrkit/nn";
import { z } from "zod";
import { imageSequences, imageViews } from "../../catalogue/image.ts";
import { LearnError } from "../../errors.ts";
import { type Rule, rules } from "../../models/model-config.ts";

const positiveInteger = z.int().positive();
const positive = z.number().positive();
const probability = z.number().min(0).max(1);
const properShare = z.number().min(0).lt(1);
const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high, "the range runs backwards");
const positiveRange = range.refine(([low]) => low > 0, "the range must be above 0");
const percentiles = range.refine(([low, high]) => low >= 0 && high <= 100 && low < high, "must rise within 0 … 100");

const dataSchema = z.strictObject({
  /** What is learnt from, as the catalogue names it; all of it by default. */
  sequences: z.array(z.enum(imageSequences)).min(1).optional(),
  views: z.array(z.enum(imageViews)).min(1).optional(),
  /** Share of the patients that are never trained on; the health checks look at them. */
  validationShare: properShare,
  /** Pixels that images are brought to. */
  pixelMm: positive,
  /** Pixels of the longer side of images that do not tell their pixel size. */
  longSideWithoutSpacing: positiveInteger,
  /** Edge of the square in the middle of each slice that crops are drawn from; the whole slice by default. */
  middleMm: positive.optional(),
  /** Intensities beyond these percentiles of a whole image are cut off, then they run 0 … 1. */
  clipPercentiles: percentiles,
  /** What the network sees is (intensity − mean) / deviation. */
  intensity: z.strictObject({ mean: z.number(), deviation: positive }),
});

/** Ranges are drawn from evenly; intensities run 0 … 1 and lengths are pixels of the crop. */
const augmentationSchema = z.strictObject({
  /** Width over height of what a crop is cut from, drawn evenly in the logarithm. */
  aspectRatio: positiveRange,
  /** Probability of one of the eight flips and quarter turns. */
  flips: probability,
  rotation: z.strictObject({ probability, degrees: range }),
  gamma: z.strictObject({ probability, exponent: positiveRange }),
  brightness: z.strictObject({ probability, factor: positiveRange }),
  contrast: z.strictObject({ probability, factor: positiveRange }),
  biasField: z.strictObject({ probability, strength: range }),
  noise: z.strictObject({
    probability,
    deviation: range,
    /** Share of noisy crops whose noise is that of a magnitude image. */
    rician: probability,
  }),
  /** Probabilities for the first and the second global crop and for local ones. */
  blur: z.strictObject({ probability: z.tuple([probability, probability, probability]), deviation: positiveRange }),
});

const cropSchema = z.strictObject({
  /** Edge of the crop that the network sees. */
  size: positiveInteger,
  /** Share of the image's area that is cut out. */
  area: positiveRange.refine(([, high]) => high <= 1, "no crop is larger than the image"),
});

const modelSchema = z.strictObject({
  /** Width, blocks and heads: those of a variant, or given. */
  size: z.union([
    z.enum(["tiny", "small", "base", "large", "huge"]),
    z.strictObject({ embedDim: positiveInteger, depth: positiveInteger, heads: positiveInteger }),
  ]),
  patchSize: positiveInteger,
  dropPathRate: properShare,
  head: z.strictObject({
    layers: z.int().min(2),
    hiddenDim: positiveInteger,
    bottleneckDim: positiveInteger,
    prototypes: z.int().min(2),
    normLastLayer: z.boolean(),
  }),
});

const scheduleSchema = z.strictObject({
  epochs: positiveInteger,
  /** How many images make an epoch; by default as many as the catalogue has slices. */
  imagesPerEpoch: positiveInteger.optional(),
  learningRate: z.strictObject({
    /** Reached after the warm-up by batches of 256, and in proportion by others. */
    peakPer256: positive,
    final: z.number().min(0),
    warmUpEpochs: z.int().min(0),
  }),
  weightDecay: z.strictObject({ start: z.number().min(0), final: z.number().min(0) }),
  /** Of the teacher, which is the moving average of the student. */
  momentum: z.strictObject({ start: probability, final: probability }),
  teacherTemperature: z.strictObject({ start: positive, final: positive, warmUpEpochs: z.int().min(0) }),
  frozenLastLayerEpochs: z.int().min(0),
});

const schema = z
  .strictObject({
    seed: z.int(),
    data: dataSchema,
    augmentation: augmentationSchema,
    crops: z.strictObject({ global: cropSchema, local: cropSchema.extend({ count: z.int().min(0) }) }),
    model: modelSchema,
    studentTemperature: positive.default(dinoDefaults.studentTemperature),
    centerMomentum: probability.default(dinoDefaults.centerMomentum),
    /** Of the KoLeo regulariser in the loss, against features that crowd where batches are small. */
    koleoWeight: z.number().min(0).default(dinoDefaults.koleoWeight),
    optimiser: z.strictObject({
      /** Images of one update of one process. */
      batch: positiveInteger,
      /** Into how many graph runs of `batch` / `parts` images an update is cut, to save memory. */
      parts: positiveInteger.default(1),
      /** Compute what lies between the outputs of blocks again for the gradients: less memory, a third more work. */
      recompute: z.boolean().optional(),
      betas: z.tuple([properShare, properShare]),
      /** Largest norm of the gradient of each parameter. */
      clipEachNorm: positive,
    }),
    schedule: scheduleSchema,
    /** Most images of each label that the health checks look at. */
    health: z.strictObject({ imagesPerLabel: positiveInteger }),
    /** Updates between two checkpoints, health checks and pictures. */
    every: z.strictObject({ checkpoint: positiveInteger, health: positiveInteger, picture: positiveInteger }),
  })
  .check(rules(crossFieldRules));

export type DinoPretrainingConfig = z.infer<typeof schema>;
export type DinoAugmentation = DinoPretrainingConfig["augmentation"];

function crossFieldRules({
  crops,
  model,
  optimiser,
  schedule,
}: Pick<DinoPretrainingConfig, "crops" | "model" | "optimiser" | "schedule">): Rule[] {
  const { embedDim, heads } = sizeOf(model);
  const { learningRate, teacherTemperature, frozenLastLayerEpochs, epochs } = schedule;
  return [
    [crops.global.size % model.patchSize === 0, "crops.global.size", `must be a multiple of ${model.patchSize}`],
    [crops.local.size % model.patchSize === 0, "crops.local.size", `must be a multiple of ${model.patchSize}`],
    [embedDim % heads === 0, "model.size.heads", `must divide the width of ${embedDim}`],
    [optimiser.batch % optimiser.parts === 0, "optimiser.parts", `must divide the batch of ${optimiser.batch}`],
    [learningRate.warmUpEpochs < epochs, "schedule.learningRate.warmUpEpochs", "must end before the last epoch"],
    [teacherTemperature.warmUpEpochs <= epochs, "schedule.teacherTemperature.warmUpEpochs", "is longer than the run"],
    [frozenLastLayerEpochs < epochs, "schedule.frozenLastLayerEpochs", "must end before the last epoch"],
  ];
}

function sizeOf({ size }: z.infer<typeof modelSchema>) {
  return typeof size === "string" ? vitVariants[size] : size;
}

/** The backbone as the network builder takes it; one channel, positions stored for the global crops. */
export function backboneOf({ model, crops }: DinoPretrainingConfig): VitConfig {
  return {
    ...vitDefaults,
    ...sizeOf(model),
    inChannels: 1,
    imageSize: [crops.global.size, crops.global.size],
    patchSize: [model.patchSize, model.patchSize],
    dropPathRate: model.dropPathRate,
  };
}

export function dinoConfigOf(config: DinoPretrainingConfig): DinoConfig {
  const { model, studentTemperature, centerMomentum, koleoWeight } = config;
  return { backbone: backboneOf(config), head: model.head, studentTemperature, centerMomentum, koleoWeight };
}

/**
 * Validates a parsed configuration.
 * @throws {LearnError} `bad-config` listing every issue with its path.
 */
export function parseDinoConfig(json: unknown, source: string): DinoPretrainingConfig {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new LearnError("bad-config", `${source} is no configuration for DINO pre-training:\n  ${issues.join("\n  ")}`);
}
