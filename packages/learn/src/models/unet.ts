/** The configuration of CineMA's U-Net in two or three dimensions. */
import { type UNetConfig, unetVariants } from "@cmrkit/nn";
import { z } from "zod";
import { axes, parseModelConfig, positiveInteger, type Rule, rules } from "./model-config.ts";

/** The network, and the images that it takes. */
export interface UNetModel extends UNetConfig {
  readonly dims: 2 | 3;
  readonly inChannels: number;
}

const steps = z.array(positiveInteger);

/** Defaults are those of the original's constructor, cinema/segmentation/unet.py. */
const given = z.strictObject({
  dims: axes,
  variant: z.enum(["tiny", "small", "base", "large", "huge"]).optional(),
  /** In place of a variant's. */
  channels: z.array(positiveInteger).min(2).optional(),
  inChannels: positiveInteger.default(1),
  outChannels: positiveInteger,
  /** X, Y[, Z]; slices are thick, so that by default steps leave Z alone, as in cinema/segmentation/acdc/config.yaml. */
  patchSize: steps.optional(),
  scaleFactor: steps.optional(),
  blocks: positiveInteger.default(2),
  kernelSize: z
    .int()
    .refine((extent) => extent % 2 === 1, "must be odd")
    .default(3),
  norm: z.enum(["instance", "layer", "group"]).default("instance"),
});

type Given = z.infer<typeof given>;

/** Gives what `unet` of `@cmrkit/nn` takes; its output is a valid configuration again. */
export const unetSchema = given.check(rules(unetRules)).transform(resolve);

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseUNetConfig(json: unknown, source: string): UNetModel {
  return parseModelConfig(unetSchema, json, "U-Net", source);
}

const MOST_GROUPS = 32; // of a group norm, which takes as many groups as channels below it

function unetRules({ dims, variant, channels, patchSize, scaleFactor, norm }: Given): Rule[] {
  const isPerAxis = (each: readonly number[] | undefined) => each === undefined || each.length === dims;
  const widths = channels ?? (variant && unetVariants[variant]);
  const fitGroups = widths?.every((C) => C <= MOST_GROUPS || C % MOST_GROUPS === 0) ?? true;
  return [
    [widths !== undefined, "variant", "needs a variant or channels"],
    [variant === undefined || channels === undefined, "channels", "take the place of a variant: give one of the two"],
    [isPerAxis(patchSize), "patchSize", `needs ${dims} extents`],
    [isPerAxis(scaleFactor), "scaleFactor", `needs ${dims} extents`],
    [norm !== "group" || fitGroups, "norm", `groups need channels of at most ${MOST_GROUPS}, or multiples of it`],
  ];
}

function resolve({ variant, channels, patchSize, scaleFactor, ...config }: Given): UNetModel {
  const halves = config.dims === 2 ? [2, 2] : [2, 2, 1];
  return {
    ...config,
    channels: channels ?? unetVariants[variant!],
    patchSize: patchSize ?? halves,
    scaleFactor: scaleFactor ?? halves,
  };
}
