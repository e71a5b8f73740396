/**
 * The convolutional stem that turns the image of one view into tokens.
 *
 * Source: `DownsampleEncoder` of cinema/convvit.py; Gao et al. 2022, arXiv:2205.03892.
 */
import { add, gelu, type Tensor } from "@cmrkit/graph";
import { patchConvolution } from "../../layers/convolution.ts";
import { linear } from "../../layers/linear.ts";
import { maskedConvBlock } from "../../layers/masked-conv-block.ts";
import { type ConvolutionNorm, convolutionNorm } from "../../layers/normalisation.ts";
import { patchify } from "../../layers/patches.ts";
import { positionalEmbedding } from "../../layers/positional-embedding.ts";
import type { ParameterScope } from "../../parameters.ts";
import { type CinemaView, levelSizes } from "./view.ts";

export interface StemConfig {
  /** Channels of each convolutional level, finest first. */
  readonly convChannels: readonly number[];
  /** Blocks at each level. */
  readonly convBlocks: number;
  readonly convNorm: ConvolutionNorm;
  /** Width E of a token. */
  readonly embedDim: number;
}

export interface StemFeatures {
  /** The features of each level (B, C, …), finest first. */
  readonly skips: readonly Tensor[];
  /** (B, N, E), positions added. */
  readonly tokens: Tensor;
}

/**
 * @param image (B, inChannels, X, Y[, Z]).
 * @throws {ShapeError} when the steps of the stem do not divide the image.
 */
export function downsampleEncoder(
  scope: ParameterScope,
  view: CinemaView,
  config: StemConfig,
  image: Tensor,
): StemFeatures {
  const { convChannels, embedDim } = config;
  const gridOf = (imageSize: readonly number[]) => levelSizes(view, imageSize, convChannels.length).at(-1)!;
  const grid = gridOf(image.shape.slice(2));
  const skips: Tensor[] = [];
  convChannels.forEach((C, level) => {
    const step = level === 0 ? view.patchSize : view.scaleFactor;
    skips.push(convLevel(scope.at("conv_blocks", level), config, skips.at(-1) ?? image, C, step));
  });
  const patches = patchify(skips.at(-1) ?? image, skips.length === 0 ? view.patchSize : view.scaleFactor);
  const embedded = linear(scope.at("linear"), linear(scope.at("patch_embed", "proj"), patches, embedDim), embedDim);
  const positions = positionalEmbedding(scope, gridOf(view.imageSize), grid, embedDim);
  return { skips, tokens: add(embedded, positions) };
}

/** Convolution with stride and kernel `step`, norm, GELU, then the level's blocks. */
function convLevel(
  scope: ParameterScope,
  { convBlocks, convNorm }: StemConfig,
  x: Tensor,
  C: number,
  step: readonly number[],
): Tensor {
  const stem = scope.at("patch_embed");
  const embedded = gelu(convolutionNorm(stem.at("norm"), patchConvolution(stem.at("conv"), x, C, step), convNorm));
  return Array.from({ length: convBlocks }).reduce<Tensor>(
    (h, _, block) => maskedConvBlock(scope.at("conv", block), h, convNorm),
    embedded,
  );
}
