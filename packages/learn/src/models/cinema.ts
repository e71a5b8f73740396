/**
 * Configurations of CineMA's models: a size by name, what differs from it, and the views. Images run X, Y[, Z], as the
 * weights of the original demand.
 */
import {
  type CinemaEncoderConfig,
  type CinemaView,
  type ConvUNetRConfig,
  type ConvUNetRView,
  type ConvViTConfig,
  cinemaSizes,
  cinemaVariants,
  type MaskedAutoencoderConfig,
  type TransformerSize,
} from "@cmrkit/nn";
import { z } from "zod";
import { convUNetRRules, encoderRules, maskedAutoencoderRules } from "./cinema-rules.ts";
import { parseModelConfig, positiveInteger, rules } from "./model-config.ts";

/** Names of views in the original's parameters; `cls` is taken by the class token. */
const viewNames = ["sax", "lax_2c", "lax_3c", "lax_4c"] as const;

const extents = z.array(positiveInteger).min(2, "two or three axes").max(3, "two or three axes");

/** Steps of cinema/mae/config.yaml; long-axis planes take the first two. */
const STEPS = { patchSize: [4, 4, 1], scaleFactor: [2, 2, 1] } as const;
/** Of cinema/segmentation/acdc/config.yaml. */
const DECODER_STEPS = { decoderPatchSize: [2, 2, 1], decoderScaleFactor: [2, 2, 1] } as const;

const viewSchema = z.strictObject({
  imageSize: extents,
  /** Channels of one frame: sequences that lie on one grid. */
  channels: positiveInteger.default(1),
  patchSize: extents.optional(),
  scaleFactor: extents.optional(),
});

const decodedViewSchema = viewSchema.extend({
  decoderPatchSize: extents.optional(),
  decoderScaleFactor: extents.optional(),
});

/** What differs from the variant's. */
const transformerOverrides = z
  .strictObject({
    embedDim: positiveInteger,
    depth: positiveInteger,
    heads: positiveInteger,
    mlpRatio: positiveInteger,
  })
  .partial()
  .default({});

function viewsOf<View extends z.ZodType>(view: View) {
  return z.partialRecord(z.enum(viewNames), view).refine((views) => Object.keys(views).length > 0, "at least one view");
}

const encoderKeys = {
  /** A row of `cinemaVariants`. */
  variant: z.enum(cinemaSizes).default("base"),
  encoder: transformerOverrides,
  convChannels: z.array(positiveInteger).optional(),
  convBlocks: z.int().min(0).optional(),
  convNorm: z.enum(["layer", "instance", "group"]).default("layer"),
};

const maskedAutoencoderGiven = z.strictObject({
  ...encoderKeys,
  views: viewsOf(viewSchema),
  decoder: transformerOverrides,
});

const convViTGiven = z.strictObject({
  ...encoderKeys,
  views: viewsOf(viewSchema),
  /** Frames of the cine that enter as channels: 2 for end-diastole and end-systole. */
  frames: positiveInteger.default(1),
  outChannels: positiveInteger,
});

const convUNetRGiven = z.strictObject({
  ...encoderKeys,
  views: viewsOf(decodedViewSchema),
  outChannels: positiveInteger,
  decoderChannels: z.array(positiveInteger).min(1).optional(),
});

/** Gives what `maskedAutoencoder` of `@cmrkit/nn` takes. */
export const maskedAutoencoderSchema = maskedAutoencoderGiven
  .check(rules((config) => maskedAutoencoderRules(maskedAutoencoderOf(config))))
  .transform(maskedAutoencoderOf);

/** Gives what `convViT` of `@cmrkit/nn` takes; frames multiply the channels of its views. */
export const convViTSchema = convViTGiven
  .check(rules((config) => encoderRules(convViTOf(config))))
  .transform(convViTOf);

/** Gives what `convUNetR` of `@cmrkit/nn` takes. */
export const convUNetRSchema = convUNetRGiven
  .check(rules((config) => convUNetRRules(convUNetROf(config))))
  .transform(convUNetROf);

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseMaskedAutoencoderConfig(json: unknown, source: string): MaskedAutoencoderConfig {
  return parseModelConfig(maskedAutoencoderSchema, json, "masked autoencoder", source);
}

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseConvViTConfig(json: unknown, source: string): ConvViTConfig {
  return parseModelConfig(convViTSchema, json, "ConvViT", source);
}

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseConvUNetRConfig(json: unknown, source: string): ConvUNetRConfig {
  return parseModelConfig(convUNetRSchema, json, "ConvUNetR", source);
}

function maskedAutoencoderOf(config: z.infer<typeof maskedAutoencoderGiven>): MaskedAutoencoderConfig {
  const decoder = resized(cinemaVariants[config.variant].decoder, config.decoder);
  return { ...encoderOf(config), views: modelViews(config.views), decoder };
}

function convViTOf(config: z.infer<typeof convViTGiven>): ConvViTConfig {
  const views = modelViews(config.views).map((view) => ({ ...view, inChannels: view.inChannels * config.frames }));
  return { ...encoderOf(config), views, outChannels: config.outChannels };
}

function convUNetROf(config: z.infer<typeof convUNetRGiven>): ConvUNetRConfig {
  const views = Object.entries(config.views).map(([name, view]): ConvUNetRView => {
    const axes = view.imageSize.length;
    return {
      ...modelView(name, view),
      decoderPatchSize: view.decoderPatchSize ?? DECODER_STEPS.decoderPatchSize.slice(0, axes),
      decoderScaleFactor: view.decoderScaleFactor ?? DECODER_STEPS.decoderScaleFactor.slice(0, axes),
    };
  });
  const { outChannels, decoderChannels = cinemaVariants[config.variant].decoderChannels } = config;
  return { ...encoderOf(config), views, outChannels, decoderChannels };
}

type EncoderJson = z.infer<z.ZodObject<typeof encoderKeys>>;
type ViewJson = z.infer<typeof viewSchema>;

function encoderOf({ variant, encoder, ...stem }: EncoderJson): Omit<CinemaEncoderConfig, "views"> {
  const size = cinemaVariants[variant];
  const { convChannels = size.convChannels, convBlocks = size.convBlocks, convNorm } = stem;
  return { ...resized(size.encoder, encoder), convChannels, convBlocks, convNorm };
}

function resized(size: TransformerSize, overrides: z.infer<typeof transformerOverrides>) {
  const { embedDim = size.embedDim, depth = size.depth } = overrides;
  const { heads = size.heads, mlpRatio = size.mlpRatio } = overrides;
  return { embedDim, transformer: { depth, heads, mlpRatio } };
}

function modelViews(views: Readonly<Record<string, ViewJson>>): CinemaView[] {
  return Object.entries(views).map(([name, view]) => modelView(name, view));
}

function modelView(name: string, { imageSize, channels, ...steps }: ViewJson): CinemaView {
  const { patchSize = STEPS.patchSize.slice(0, imageSize.length) } = steps;
  const { scaleFactor = STEPS.scaleFactor.slice(0, imageSize.length) } = steps;
  return { name, imageSize, inChannels: channels, patchSize, scaleFactor };
}
