/** What the fields of a configuration of CineMA's models owe each other, told before anything loads. */
import {
  type CinemaEncoderConfig,
  type CinemaView,
  type ConvUNetRConfig,
  type ConvUNetRView,
  decoderLevels,
  type MaskedAutoencoderConfig,
  tokenPatch,
} from "@cmrkit/nn";
import { ShapeError, showShape } from "@cmrkit/tensor";
import type { Rule } from "./model-config.ts";

export function encoderRules(config: CinemaEncoderConfig): Rule[] {
  const { embedDim, transformer, views } = config;
  return [
    ...views.flatMap((view) => viewRules(view, config)),
    [embedDim % transformer.heads === 0, "encoder.heads", `must divide the width of ${embedDim}`],
  ];
}

export function maskedAutoencoderRules(config: MaskedAutoencoderConfig): Rule[] {
  const { embedDim, transformer } = config.decoder;
  return [
    ...encoderRules(config),
    [config.convNorm === "layer", "convNorm", "must be layer: another norm would see removed patches"],
    [embedDim % transformer.heads === 0, "decoder.heads", `must divide the width of ${embedDim}`],
  ];
}

/** Levels are compared once the views are sound. */
export function convUNetRRules(config: ConvUNetRConfig): Rule[] {
  const ofEncoder = encoderRules(config);
  const isSound = ofEncoder.every(([holds]) => holds);
  return isSound ? [...ofEncoder, ...config.views.flatMap((view) => levelRules(view, config))] : ofEncoder;
}

/** Steps must have the image's axes; only then can it be told whether they divide it. */
function viewRules(view: CinemaView, { convChannels }: CinemaEncoderConfig): Rule[] {
  const { name, imageSize, patchSize, scaleFactor } = view;
  const ofAxes = axesRules(view, { patchSize, scaleFactor });
  return ofAxes.every(([holds]) => holds)
    ? [tilingRule(name, imageSize, tokenPatch(view, convChannels.length))]
    : ofAxes;
}

function axesRules({ name, imageSize }: CinemaView, steps: Readonly<Record<string, readonly number[]>>): Rule[] {
  return Object.entries(steps).map(([key, step]) => [
    step.length === imageSize.length,
    `views.${name}.${key}`,
    `${showShape(step)} must have the ${imageSize.length} axes of the image, ${showShape(imageSize)}`,
  ]);
}

function tilingRule(view: string, imageSize: readonly number[], step: readonly number[]): Rule {
  const tiles = imageSize.every((extent, axis) => extent % step[axis]! === 0);
  return [tiles, `views.${view}.imageSize`, `${showShape(imageSize)} must be a multiple of ${showShape(step)}`];
}

function levelRules(view: ConvUNetRView, config: ConvUNetRConfig): Rule[] {
  const { name, imageSize, decoderPatchSize, decoderScaleFactor } = view;
  const ofAxes = axesRules(view, { decoderPatchSize, decoderScaleFactor });
  if (!ofAxes.every(([holds]) => holds)) return ofAxes;
  const below = config.decoderChannels.length - 1;
  const coarsest = decoderPatchSize.map((extent, axis) => extent * decoderScaleFactor[axis]! ** below);
  const unmet = whyLevelsMiss(view, config);
  return [tilingRule(name, imageSize, coarsest), [unmet === "", `views.${name}.decoderPatchSize`, unmet]];
}

function whyLevelsMiss(view: ConvUNetRView, config: ConvUNetRConfig): string {
  try {
    decoderLevels(view, config);
    return "";
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
    throw error;
  }
}
