/** The configuration of masked-autoencoder pre-training: one frozen JSON file, validated before anything loads. */
import { visibleCount } from "@cmrkit/nn";
import { z } from "zod";
import { LearnError } from "../../errors.ts";
import { type ViewGrid, type ViewName, viewNames } from "./views.ts";

const positiveInteger = z.int().positive();
const positive = z.number().positive();
const share = z.number().min(0).max(1);

const properShare = z.number().min(0).lt(1);
const percentiles = z
  .tuple([z.number().min(0).max(100), z.number().min(0).max(100)])
  .refine(([low, high]) => low < high, "the range is empty or runs backwards");

/** `imageSize` in voxels along X, Y[, Z]. */
const stackSchema = z.strictObject({
  imageSize: z.tuple([positiveInteger, positiveInteger, positiveInteger]),
  pixelMm: positive,
  sliceMm: positive.nullable(),
  minSlices: positiveInteger.default(1),
  longSideWithoutSpacing: positiveInteger.optional(),
});
const planeSchema = z.strictObject({
  imageSize: z.tuple([positiveInteger, positiveInteger]),
  pixelMm: positive,
  longSideWithoutSpacing: positiveInteger.optional(),
});

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
  validationShare: properShare,
  /** At most so many of their studies are looked at each time. */
  validationStudies: positiveInteger.default(64),
  /** Intensities below and above these percentiles of a whole cine are cut off. */
  clipPercentiles: percentiles,
});

const transformerSchema = z
  .strictObject({ embedDim: positiveInteger, depth: positiveInteger, heads: positiveInteger })
  .refine(({ embedDim, heads }) => embedDim % heads === 0, { path: ["heads"], message: "must divide embedDim" })
  .refine(({ embedDim }) => embedDim % 2 === 0, { path: ["embedDim"], message: "must be even: positions are sin–cos" });

const modelSchema = z.strictObject({
  /** Steps of the first convolution along X, Y, Z. */
  patchSize: z.tuple([positiveInteger, positiveInteger, positiveInteger]),
  /** Steps of each later convolution and of the token embedding. */
  scaleFactor: z.tuple([positiveInteger, positiveInteger, positiveInteger]),
  convChannels: z.array(positiveInteger),
  convBlocks: positiveInteger,
  encoder: transformerSchema,
  decoder: transformerSchema,
});

const scheduleSchema = z.union([
  z.strictObject({ epochs: positiveInteger, warmUpEpochs: z.int().min(0) }),
  z.strictObject({ steps: positiveInteger, warmUpSteps: z.int().min(0) }),
]);

const schema = z
  .strictObject({
    seed: z.int(),
    data: dataSchema,
    model: modelSchema,
    /** Share of the patches of each view that are removed. */
    maskRatio: z.number().gt(0).lt(1),
    /** Whether each target patch is brought to mean 0 and deviation 1. Source: He et al. 2022, arXiv:2111.06377 §4. */
    normalisedTargets: z.boolean(),
    augmentation: z.strictObject({
      zoom: z.strictObject({
        probability: share,
        factor: z.tuple([positive, positive]).refine(([low, high]) => low <= high, "the range runs backwards"),
      }),
      /** Probability of each in-plane flip. */
      flips: share,
      /** Largest shift of the window from the middle of the image, along X and along Y. */
      shiftMm: z.number().min(0),
    }),
    optimiser: z.strictObject({
      /** Studies of one update of one process. */
      batch: positiveInteger,
      /** Into how many graph runs of `batch` / `parts` studies an update is cut, to save memory. */
      parts: positiveInteger.default(1),
      schedule: scheduleSchema,
      learningRate: positive,
      finalLearningRate: z.number().min(0),
      weightDecay: z.number().min(0),
      betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]),
      clipNorm: positive,
    }),
    /** Updates between two checkpoints, looks at validation, pictures and health checks. */
    every: z.strictObject({
      checkpoint: positiveInteger,
      validation: positiveInteger,
      picture: positiveInteger,
      health: positiveInteger,
    }),
  })
  .check((context) => {
    for (const issue of crossFieldIssues(context.value))
      context.issues.push({ code: "custom", input: context.value, ...issue });
  });

export type MaeConfig = z.infer<typeof schema>;
export type MaeAugmentation = MaeConfig["augmentation"];

interface Issue {
  readonly path: string[];
  readonly message: string;
}

function crossFieldIssues(config: MaeConfig): Issue[] {
  const { batch, parts, schedule } = config.optimiser;
  const issues = viewGrids(config).flatMap((grid) => gridIssues(grid, config));
  if (batch % parts !== 0)
    issues.push({ path: ["optimiser", "parts"], message: `must divide the batch of ${batch} studies` });
  if (warmUpShare(schedule) >= 1)
    issues.push({ path: ["optimiser", "schedule"], message: "the warm-up must end before the last step" });
  return issues;
}

function warmUpShare(schedule: MaeConfig["optimiser"]["schedule"]): number {
  return "epochs" in schedule ? schedule.warmUpEpochs / schedule.epochs : schedule.warmUpSteps / schedule.steps;
}

function gridIssues(grid: ViewGrid, { model, maskRatio }: MaeConfig): Issue[] {
  const { name, size, isStack } = grid;
  const path = ["data", "views", name, "imageSize"];
  const step = tokenStep(model);
  const axes = isStack ? [0, 1, 2] : [0, 1];
  const unfit = axes.filter((axis) => size[axis]! % step[axis]! !== 0);
  if (unfit.length > 0)
    return [{ path, message: `must be multiples of ${axes.map((axis) => step[axis]).join(" × ")}, a token's extent` }];
  const tokens = tokensOf(grid, model);
  const visible = visibleCount(tokens, maskRatio);
  return visible > 0 && visible < tokens
    ? []
    : [{ path, message: `${tokens} tokens leave ${visible} visible; some must be visible and some removed` }];
}

/** Voxels of a token along X, Y, Z. */
export function tokenStep({ patchSize, scaleFactor, convChannels }: MaeConfig["model"]): readonly number[] {
  return patchSize.map((extent, axis) => extent * scaleFactor[axis]! ** convChannels.length);
}

/** How many tokens a view is cut into. */
export function tokensOf({ size, isStack }: ViewGrid, model: MaeConfig["model"]): number {
  const step = tokenStep(model);
  const axes = isStack ? [0, 1, 2] : [0, 1];
  return axes.reduce((product, axis) => product * (size[axis]! / step[axis]!), 1);
}

/** The grids of the configured views, in the order of the model. */
export function viewGrids({ data }: Pick<MaeConfig, "data">): readonly ViewGrid[] {
  return viewNames.flatMap((name) => viewGrid(name, data.views));
}

function viewGrid(name: ViewName, views: MaeConfig["data"]["views"]): readonly ViewGrid[] {
  if (name === "sax") {
    if (!views.sax) return [];
    const { imageSize, ...stack } = views.sax;
    return [{ longSideWithoutSpacing: undefined, ...stack, name, size: imageSize, isStack: true }];
  }
  const view = views[name];
  if (!view) return [];
  const { imageSize, ...plane } = view;
  const stack = { sliceMm: null, minSlices: 1, isStack: false };
  return [{ longSideWithoutSpacing: undefined, ...plane, ...stack, name, size: [...imageSize, 1] }];
}

/** How many updates a run makes, and how many of them warm up. */
export interface RunLength {
  readonly steps: number;
  readonly warmUpSteps: number;
}

/**
 * @param studies that are trained on: an epoch is as many updates as show about each study once.
 * @param processes that train together.
 */
export function runLength({ schedule, batch }: MaeConfig["optimiser"], studies: number, processes: number): RunLength {
  if ("steps" in schedule) return schedule;
  const perEpoch = Math.max(1, Math.floor(studies / (batch * processes)));
  return { steps: schedule.epochs * perEpoch, warmUpSteps: schedule.warmUpEpochs * perEpoch };
}

/**
 * Validates a parsed configuration.
 * @throws {LearnError} `bad-config` listing every issue with its path.
 */
export function parseMaeConfig(json: unknown, source: string): MaeConfig {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new LearnError(
    "bad-config",
    `${source} is no configuration for masked-autoencoder pre-training:\n  ${issues.join("\n  ")}`,
  );
}
