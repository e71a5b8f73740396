/** The configuration of a vision transformer: a variant, or its sizes, and what sets it apart. */
import { growthSteps, type VitConfig, type VitSegmenterConfig, vitDefaults, vitVariants } from "@cmrkit/nn";
import { z } from "zod";
import { parseModelConfig, plane, positiveInteger, type Rule, rules } from "./model-config.ts";

const given = z.strictObject({
  variant: z.enum(["tiny", "small", "base", "large", "huge"]).optional(),
  /** Each overrides the variant's; together they replace it. */
  embedDim: positiveInteger.optional(),
  depth: positiveInteger.optional(),
  heads: positiveInteger.optional(),
  inChannels: positiveInteger.default(1),
  /** Y, X. */
  imageSize: plane,
  patchSize: plane,
  mlpRatio: z.number().positive().default(vitDefaults.mlpRatio),
  positions: z.enum(["learned", "sine-cosine", "rotary"]).default(vitDefaults.positions),
  interpolation: z.enum(["dino", "size", "antialiased"]).default(vitDefaults.interpolation),
  layerScale: z.number().min(0).optional(),
  dropPathRate: z.number().min(0).lt(1).default(vitDefaults.dropPathRate),
  normEpsilon: z.number().positive().default(vitDefaults.normEpsilon),
});

type Given = z.infer<typeof given>;

/** Gives what `vit` of `@cmrkit/nn` takes; its output is a valid configuration again. */
export const vitSchema = given.check(rules(vitRules)).transform(resolve);

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseVitConfig(json: unknown, source: string): VitConfig {
  return parseModelConfig(vitSchema, json, "vision transformer", source);
}

const segmenterGiven = z.strictObject({
  encoder: vitSchema,
  /** Blocks that the decoder sees, from 0; by default the last. */
  blocks: z.array(z.int().nonnegative()).min(1).optional(),
  decoderChannels: positiveInteger.default(128),
  outChannels: positiveInteger,
  seesImage: z.boolean().default(true),
});

type SegmenterGiven = z.infer<typeof segmenterGiven>;

/** Gives what `vitSegmenter` of `@cmrkit/nn` takes. */
export const vitSegmenterSchema = segmenterGiven
  .check(rules(segmenterRules))
  .transform((config): VitSegmenterConfig => ({ ...config, blocks: config.blocks ?? [config.encoder.depth - 1] }));

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseVitSegmenterConfig(json: unknown, source: string): VitSegmenterConfig {
  return parseModelConfig(vitSegmenterSchema, json, "vision transformer that segments", source);
}

function segmenterRules({ encoder, blocks = [], decoderChannels }: SegmenterGiven): Rule[] {
  const fewest = 2 ** growthSteps(encoder.patchSize).length;
  return [
    [blocks.every((index) => index < encoder.depth), "blocks", `must lie below the depth of ${encoder.depth}`],
    [new Set(blocks).size === blocks.length, "blocks", "must differ"],
    [decoderChannels >= fewest, "decoderChannels", `must be ${fewest} at least: each step to full size halves them`],
  ];
}

function sizeOf({ variant, embedDim, depth, heads }: Given) {
  const size = variant && vitVariants[variant];
  return { embedDim: embedDim ?? size?.embedDim, depth: depth ?? size?.depth, heads: heads ?? size?.heads };
}

function vitRules(config: Given): Rule[] {
  const size = sizeOf(config);
  const missing = Object.entries(size).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length > 0) return [[false, "variant", `needs a variant, or ${missing.join(", ")} beside it`]];
  const [embedDim, heads] = [size.embedDim!, size.heads!];
  const tiled = (axis: 0 | 1) => config.imageSize[axis] % config.patchSize[axis] === 0;
  const { positions, mlpRatio } = config;
  return [
    [tiled(0) && tiled(1), "patchSize", `must divide the image of ${config.imageSize.join(" × ")}`],
    [embedDim % heads === 0, "heads", `must divide the width of ${embedDim}`],
    [Number.isInteger(mlpRatio * embedDim), "mlpRatio", `times the width of ${embedDim} must be whole`],
    [positions !== "sine-cosine" || embedDim % 4 === 0, "positions", "sines and cosines need a width of 4·n"],
    [positions !== "rotary" || (embedDim / heads) % 4 === 0, "positions", "rotation needs heads of 4·n channels"],
  ];
}

function resolve({ variant, layerScale, ...config }: Given): VitConfig {
  const { embedDim, depth, heads } = sizeOf({ variant, ...config });
  const size = { embedDim: embedDim!, depth: depth!, heads: heads! };
  return { ...config, ...size, ...(layerScale === undefined ? {} : { layerScale }) };
}
