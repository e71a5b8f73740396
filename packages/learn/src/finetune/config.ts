/** The configuration of a fine-tuning: which data, which task, which network. One JSON file, validated before anything loads. */
import { z } from "zod";
import { imageSequences } from "../catalogue/image.ts";
import { labelNameOrder } from "../datasets/data-set.ts";
import { patientLists } from "../datasets/patient-lists.ts";
import { parseModelConfig, positiveInteger, type Rule, rules } from "../models/model-config.ts";
import { optimiserSchema } from "../training/optimiser-config.ts";
import { augmentationSchema } from "./augmentation-config.ts";
import { factNames, isImageFact } from "./class-fact.ts";
import { isLandmarkTask, landmarkCoordinatesSchema, landmarkHeatMapSchema, landmarkRules } from "./landmarks/config.ts";
import { type NetworkView, networkViews } from "./networks/network-views.ts";
import { networkKinds, usualDropoutRate, usualDropPathRate } from "./networks/networks.ts";
import { targetNames } from "./targets.ts";

const probability = z.number().min(0).max(1);
const viewNames = ["sax", "lax_2c", "lax_3c", "lax_4c"] as const;
const structure = z.enum(labelNameOrder);

const taskSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("segmentation"),
    /** Structures of each class by its name; classes count from 1 in this order. */
    classes: z.record(z.string(), z.array(structure).min(1)),
    /** Structures that are labelled and yet background. */
    background: z.array(structure).default([]),
    /** Whether all classes together are one piece, as a heart is: what a network sees elsewhere becomes background. */
    onePiece: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal("classification"),
    /** What is told of a patient, or of an image, that is to be recognised. */
    fact: z.enum(factNames),
    classes: z.array(z.string()).min(2),
    /** The class whose sensitivity and specificity are told, as the diseased; without it of two classes neither, of more their means. */
    positive: z.string().optional(),
    /** Whoever is of another class: `refuse`, unless told, ends the run before it begins; `leave out` counts them and goes on. */
    others: z.enum(["refuse", "leave out"]).optional(),
    labelSmoothing: probability.default(0.1),
  }),
  z.strictObject({ kind: z.literal("regression"), targets: z.array(z.enum(targetNames)).min(1) }),
  landmarkHeatMapSchema,
  landmarkCoordinatesSchema,
]);

const stepsSchema = z.record(z.string(), z.array(positiveInteger)).default({});

const windowSchema = z.strictObject({
  size: positiveInteger,
  slices: positiveInteger.nullable(),
  pixelMm: z.number().positive(),
  sliceMm: z.number().positive().nullable(),
  longSideWithoutSpacing: positiveInteger,
  clipPercentiles: z.tuple([z.number().min(0), z.number().max(100)]),
  /** Diameter of the disc in the middle of each slice that alone is seen, as a share of the shorter side; pixels then have no size in mm. */
  middleDisc: z.number().gt(0).max(1).optional(),
});

const ownViewSchema = z.strictObject({
  steps: stepsSchema,
  /** What differs from `window`. */
  window: z
    .strictObject({
      size: positiveInteger.exactOptional(),
      slices: positiveInteger.nullable().exactOptional(),
      pixelMm: z.number().positive().exactOptional(),
      sliceMm: z.number().positive().nullable().exactOptional(),
    })
    .default({}),
});

const networkSchema = z
  .strictObject({
    kind: z.enum(networkKinds),
    /** The view whose part of a multi-view encoder is taken; short axis unless told. */
    view: z.enum(viewNames).optional(),
    steps: stepsSchema,
    /** Views that the network sees together, instead of one. */
    views: z.partialRecord(z.enum(viewNames), ownViewSchema).optional(),
    /** Probability that training leaves a residual branch of the transformer out; the usual one of the network unless told. */
    dropPathRate: z.number().min(0).lt(1).optional(),
    /** Probability that training zeroes an element between encoder and decoder; the usual one of the network unless told. */
    dropoutRate: z.number().min(0).lt(1).optional(),
    model: z.record(z.string(), z.unknown()),
  })
  .transform(({ kind, view, ...network }) => ({
    kind,
    view: view ?? viewNames.find((name) => network.views?.[name]) ?? "sax",
    ...network,
    dropPathRate: network.dropPathRate ?? usualDropPathRate[kind],
    dropoutRate: network.dropoutRate ?? usualDropoutRate[kind],
  }));

/**
 * Shares or counts that are drawn by the seed, the rest training; the sides on which the set's owners put patients, those who
 * validate drawn from training where there are none; or the patients of each side by name.
 */
const splitSchema = z.union(
  [
    z.strictObject({ validation: z.string(), test: z.string().optional() }),
    z.strictObject({ owners: z.literal(true), validation: z.string().optional() }),
    patientLists,
  ],
  {
    error:
      'expected counts, as in {validation: "10%", test: "8"}, the owners\' sides {owners: true}, or lists of patients {training, validation, test}',
  },
);

const schema = z
  .strictObject({
    seed: z.int(),
    data: z.strictObject({
      set: z.string(),
      sequences: z.array(z.enum(imageSequences)).optional(),
      views: z.array(z.enum(viewNames)).optional(),
      /** `each` learns from frames one by one, `channels` sees end-diastole and end-systole together. */
      frames: z.enum(["each", "channels"]),
    }),
    task: taskSchema,
    network: networkSchema,
    window: windowSchema,
    augmentation: augmentationSchema,
    split: splitSchema,
    optimiser: optimiserSchema.extend({
      /** Factor on the learning rate from each layer of a given encoder to the one before it; fresh weights have none. */
      layerDecay: z.number().gt(0).max(1),
    }),
    /** Updates between two checkpoints and between two looks at the validation patients. */
    every: z.strictObject({ checkpoint: positiveInteger, validation: positiveInteger }),
    /** Looks without a better one after which training ends. */
    patience: positiveInteger,
    /** By how much a look must be better for the patience to begin anew; the best weights are kept whatever they win. */
    minDelta: z.number().min(0).default(0),
  })
  .check(rules(finetuneRules));

export type FinetuneConfig = z.infer<typeof schema>;
export type TaskConfig = FinetuneConfig["task"];

function finetuneRules({ task, data, optimiser, window, network }: FinetuneConfig): Rule[] {
  return [
    [optimiser.warmUpSteps < optimiser.steps, "optimiser.warmUpSteps", "must end before the last step"],
    [networkViews({ network, window }).every(rises), "window.clipPercentiles", "must rise"],
    ...viewRules({ task, data, network }),
    [
      network.dropPathRate === 0 || usualDropPathRate[network.kind] > 0,
      "network.dropPathRate",
      `must be 0: a ${network.kind} has no transformer`,
    ],
    [
      network.dropoutRate === 0 || usualDropoutRate[network.kind] > 0,
      "network.dropoutRate",
      `must be 0: a ${network.kind} has no dropout`,
    ],
    [isPositiveAClass(task), "task.positive", "must be one of task.classes"],
    [task.kind !== "segmentation" || data.frames === "each", "data.frames", "must be each for a segmentation"],
    [
      task.kind !== "classification" || !isImageFact(task.fact) || data.frames === "each",
      "data.frames",
      "must be each where images, not patients, are told apart",
    ],
    [
      window.middleDisc === undefined || (task.kind === "classification" && isImageFact(task.fact)),
      "window.middleDisc",
      "is for telling kinds of images apart: all other tasks ask where something lies, or how large it is",
    ],
    ...(isLandmarkTask(task) ? landmarkRules(task, { frames: data.frames, ...window }) : []),
  ];
}

function rises({ window: { clipPercentiles } }: NetworkView): boolean {
  return clipPercentiles[0] < clipPercentiles[1];
}

/** Of several views that are seen together. */
function viewRules({
  task,
  data,
  network: { kind, view, steps, views },
}: Pick<FinetuneConfig, "task" | "data" | "network">): Rule[] {
  if (!views) return [];
  const names = Object.keys(views);
  return [
    [kind === "convunetr", "network.views", `must be absent: a ${kind} sees one view; take convunetr`],
    [
      task.kind === "segmentation",
      "network.views",
      "must be absent: several views are seen together for a segmentation",
    ],
    [names.includes(view), "network.view", "must be one of network.views, or absent"],
    [Object.keys(steps).length === 0, "network.steps", "must be absent: each of network.views has its own"],
    [names.length > 1, "network.views", "must name two views at least; for one, name it in network.view"],
    [
      data.views === undefined ||
        (data.views.length === names.length && data.views.every((name) => names.includes(name))),
      "data.views",
      `must be those of network.views, ${names.join(" and ")}, or absent`,
    ],
  ];
}

function isPositiveAClass(task: TaskConfig): boolean {
  return task.kind !== "classification" || task.positive === undefined || task.classes.includes(task.positive);
}

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseFinetuneConfig(json: unknown, source: string): FinetuneConfig {
  return parseModelConfig(schema, json, "fine-tuning", source);
}
