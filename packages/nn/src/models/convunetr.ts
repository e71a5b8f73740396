/**
 * ConvUNetR: CineMA's encoder with a convolutional decoder for each view, fed by the stem's features, the transformer's
 * tokens and coarser summaries of these. It labels every voxel, in two or three dimensions.
 *
 * Source: Fu et al. 2025, arXiv:2506.00679; cinema/segmentation/convunetr.py, whose names of parameters these are; UNETR
 * of Hatamizadeh et al. 2022, arXiv:2103.10504. Images run (B, C, X, Y[, Z]) as the original's weights demand.
 */
import { add, type Tensor } from "@cmrkit/graph";
import { ShapeError, sameShape, showShape } from "@cmrkit/tensor";
import { imageOfCells } from "../layers/cells.ts";
import { convolution, patchConvolution, patchTransposed } from "../layers/convolution.ts";
import type { Dropout } from "../layers/regularisation.ts";
import { residualConvBlock } from "../layers/residual-conv-block.ts";
import type { DropPath } from "../layers/transformer.ts";
import type { ParameterScope } from "../parameters.ts";
import type { StemFeatures } from "./cinema/downsample-encoder.ts";
import { type CinemaEncoderConfig, encodeViews } from "./cinema/encoder.ts";
import { type CinemaView, levelSizes, ofView, tokenPatch, type ViewTensors } from "./cinema/view.ts";

/** A view that is also decoded. */
export interface ConvUNetRView extends CinemaView {
  /** Step from the image to the decoder's finest level. */
  readonly decoderPatchSize: readonly number[];
  /** Step between the decoder's levels. */
  readonly decoderScaleFactor: readonly number[];
}

export interface ConvUNetRConfig extends CinemaEncoderConfig {
  readonly views: readonly ConvUNetRView[];
  readonly outChannels: number;
  /** Channels of each level of the decoder, finest first. */
  readonly decoderChannels: readonly number[];
}

/** Where the encoder's features meet the decoder's levels. */
export interface DecoderLevels {
  /** Finest levels that no feature of the encoder matches. */
  readonly withoutSkip: number;
  /** Levels coarser than the token grid, made from its tokens. */
  readonly belowTokens: number;
}

const DECODER_BLOCKS = 2;

/** What training leaves out. */
export interface ConvUNetROptions {
  /** Branches of the transformer. */
  readonly dropPath?: DropPath;
  /** In the blocks between encoder and decoder; the decoder's own have none, as in the original. */
  readonly dropout?: Dropout;
}

/**
 * Logits (B, outChannels, X, Y[, Z]) of every view of which there is an image.
 * @throws {ShapeError} for no image, an image of an unknown view or not divisible by the steps, or a decoder whose levels
 *   miss those of the encoder.
 */
export function convUNetR(
  scope: ParameterScope,
  config: ConvUNetRConfig,
  images: ViewTensors,
  { dropout, ...options }: ConvUNetROptions = {},
): ReadonlyMap<string, Tensor> {
  const { views } = encodeViews(scope, config, images, options);
  return new Map(
    views.map(({ view, ...encoded }) => {
      const image = ofView(images, "image", view);
      const skips = decoderSkips(scope, config, view, { image, ...encoded }, dropout);
      const decoded = upsampleDecoder(scope.at("decoder_dict", view.name), config, view, skips);
      const pointwise = view.imageSize.map(() => 1);
      return [view.name, convolution(scope.at("pred_head_dict", view.name), decoded, config.outChannels, pointwise)];
    }),
  );
}

/**
 * @throws {ShapeError} when no level of the decoder is as fine as the stem's first, or none as coarse as the tokens at
 *   the depth that the stem's levels ask for.
 */
export function decoderLevels(
  view: ConvUNetRView,
  { convChannels, decoderChannels }: Pick<ConvUNetRConfig, "convChannels" | "decoderChannels">,
): DecoderLevels {
  const steps = decoderChannels.map((_, level) =>
    view.decoderPatchSize.map((extent, axis) => extent * view.decoderScaleFactor[axis]! ** level),
  );
  const tokens = tokenPatch(view, convChannels.length);
  const withoutSkip = steps.findIndex((step) => sameShape(step, view.patchSize));
  const ofTokens = withoutSkip + convChannels.length;
  if (withoutSkip === -1 || !sameShape(steps[ofTokens] ?? [], tokens))
    throw new ShapeError(
      `${view.name}: the decoder's steps ${steps.map(showShape).join(" ")} must hold the stem's first, ` +
        `${showShape(view.patchSize)}, and ${convChannels.length} levels on the token's, ${showShape(tokens)}`,
    );
  return { withoutSkip, belowTokens: decoderChannels.length - 1 - ofTokens };
}

/** What meets the decoder, finest first: the image, then one entry for each level, which may be nothing. */
function decoderSkips(
  scope: ParameterScope,
  config: ConvUNetRConfig,
  view: ConvUNetRView,
  { image, levels, tokens }: StemFeatures & { readonly image: Tensor },
  dropout?: Dropout,
): (Tensor | undefined)[] {
  const { convChannels, decoderChannels, convNorm } = config;
  const { withoutSkip, belowTokens } = decoderLevels(view, config);
  const grid = levelSizes(view, image.shape.slice(2), convChannels.length).at(-1)!;
  const features = [
    ...levels.map(({ cells, grid }) => imageOfCells(cells, grid)),
    imageOfCells(tokens, { grid, steps: [] }),
  ];
  for (let i = 0; i < belowTokens; i++) {
    const at = scope.at("dec_down_blocks_dict", view.name, i);
    features.push(patchConvolution(at, features.at(-1)!, config.embedDim, view.decoderScaleFactor));
  }
  const ofImage = scope.at("dec_image_conv_block_dict", view.name);
  return [
    residualConvBlock(ofImage, image, decoderChannels[0]!, convNorm, dropout),
    ...Array<undefined>(withoutSkip).fill(undefined),
    ...features.map((feature, i) => {
      const at = scope.at("dec_conv_blocks_dict", view.name, i);
      return residualConvBlock(at, feature, decoderChannels[withoutSkip + i]!, convNorm, dropout);
    }),
  ];
}

/** From the coarsest skip to the image's resolution, (B, decoderChannels[0], …). */
function upsampleDecoder(
  scope: ParameterScope,
  { decoderChannels, convNorm }: ConvUNetRConfig,
  view: ConvUNetRView,
  skips: readonly (Tensor | undefined)[],
): Tensor {
  return decoderChannels.toReversed().reduce((x, C, i) => {
    const level = decoderChannels.length - 1 - i;
    const step = level === 0 ? view.decoderPatchSize : view.decoderScaleFactor;
    const up = patchTransposed(scope.at("blocks", i, "up"), x, decoderChannels[level - 1] ?? C, step);
    const skip = skips[level];
    return Array.from({ length: DECODER_BLOCKS }).reduce<Tensor>(
      (h, _, block) => residualConvBlock(scope.at("blocks", i, "conv", block), h, h.shape[1]!, convNorm),
      skip ? add(up, skip) : up,
    );
  }, skips.at(-1)!);
}
