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
import { selectRows, selectTokens, upsampleMap, visibilityMap } from "../../layers/token-selection.ts";
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
  /** (B, N, E), positions added; the visible ones only where patches were removed. */
  readonly tokens: Tensor;
}

/**
 * With `visible`, removed patches are hidden from the convolutions of their neighbours and leave no token. The layer
 * norm keeps voxels apart; under `instance` and `group` norms the statistics still see removed patches, as they do in
 * the original.
 *
 * @param image (B, inChannels, X, Y[, Z]).
 * @param visible (B, Nv) int64, the patches that stay, by their place in the token grid; all by default.
 * @throws {ShapeError} when the steps of the stem do not divide the image.
 */
export function downsampleEncoder(
  scope: ParameterScope,
  view: CinemaView,
  config: StemConfig,
  { image, visible }: { readonly image: Tensor; readonly visible?: Tensor | undefined },
): StemFeatures {
  const { convChannels, embedDim } = config;
  const sizes = levelSizes(view, image.shape.slice(2), convChannels.length);
  const grid = sizes.at(-1)!;
  const map = visible && visibilityMap(visible, grid);
  const skips: Tensor[] = [];
  convChannels.forEach((C, level) => {
    const at = scope.at("conv_blocks", level);
    const x = patchConvolved(at.at("patch_embed"), config, skips.at(-1) ?? scope.keep(image), {
      C,
      step: level === 0 ? view.patchSize : view.scaleFactor,
    });
    skips.push(scope.keep(convBlocks(at, config, x, map && upsampleMap(map, sizes[level]!))));
  });
  const patches = patchify(skips.at(-1) ?? image, skips.length === 0 ? view.patchSize : view.scaleFactor);
  const kept = visible ? selectTokens(patches, visible) : patches;
  const embedded = linear(scope.at("linear"), linear(scope.at("patch_embed", "proj"), kept, embedDim), embedDim);
  const stored = levelSizes(view, view.imageSize, convChannels.length).at(-1)!;
  const positions = positionalEmbedding(scope, stored, grid, embedDim);
  return { skips, tokens: add(embedded, visible ? selectRows(positions, visible) : positions) };
}

/** Convolution with stride and kernel `step`, norm, GELU. */
function patchConvolved(
  scope: ParameterScope,
  { convNorm }: StemConfig,
  x: Tensor,
  { C, step }: { readonly C: number; readonly step: readonly number[] },
): Tensor {
  return gelu(convolutionNorm(scope.at("norm"), patchConvolution(scope.at("conv"), x, C, step), convNorm));
}

function convBlocks(scope: ParameterScope, { convBlocks, convNorm }: StemConfig, x: Tensor, visible?: Tensor): Tensor {
  return Array.from({ length: convBlocks }).reduce<Tensor>(
    (h, _, block) => maskedConvBlock(scope.at("conv", block), h, convNorm, visible),
    x,
  );
}
