/**
 * The convolutional stem that turns the image of one view into tokens.
 *
 * Source: `DownsampleEncoder` of cinema/convvit.py; Gao et al. 2022, arXiv:2205.03892.
 */
import { add, gelu, reshape, type Tensor } from "@cmrkit/graph";
import { elementCount, ShapeError } from "@cmrkit/tensor";
import { type CellGrid, cellConvolution, cellsOfImage } from "../../layers/cells.ts";
import { linear } from "../../layers/linear.ts";
import { cellNorm, maskedConvBlock } from "../../layers/masked-conv-block.ts";
import type { ConvolutionNorm } from "../../layers/normalisation.ts";
import { positionalEmbedding } from "../../layers/positional-embedding.ts";
import { selectRows } from "../../layers/token-selection.ts";
import type { ParameterScope } from "../../parameters.ts";
import { type CinemaView, levelSizes, levelSteps } from "./view.ts";

export interface StemConfig {
  /** Channels of each convolutional level, finest first. */
  readonly convChannels: readonly number[];
  /** Blocks at each level. */
  readonly convBlocks: number;
  readonly convNorm: ConvolutionNorm;
  /** Width E of a token. */
  readonly embedDim: number;
}

export interface StemInput {
  /** (B, inChannels, X, Y[, Z]). */
  readonly image: Tensor;
  /** (B, Nv) int64, the patches that stay, by their place in the token grid; all by default. */
  readonly visible?: Tensor | undefined;
}

export interface StemFeatures {
  /** What each level makes of the image, finest first. */
  readonly levels: readonly StemLevel[];
  /** (B, N, E), positions added; the visible ones only where patches were removed. */
  readonly tokens: Tensor;
}

export interface StemLevel {
  /** (B, R, C). */
  readonly cells: Tensor;
  /** Where the cells lie. */
  readonly grid: CellGrid;
}

/**
 * Only visible patches are computed: removed ones reach nothing, for the layer norm keeps voxels apart.
 * @throws {ShapeError} when the steps of the stem do not divide the image, or a mask meets another norm.
 */
export function downsampleEncoder(
  scope: ParameterScope,
  view: CinemaView,
  config: StemConfig,
  { image, visible }: StemInput,
): StemFeatures {
  if (visible && config.convNorm !== "layer")
    throw new ShapeError(`masks need the layer norm: the ${config.convNorm} norm would see removed patches`);
  const steps = levelSteps(view, config.convChannels.length);
  const grid = tokenGrid(view, config, image.shape.slice(2));
  const gridOf = (level: number): CellGrid => ({ grid, steps: steps.slice(level + 1).reverse(), visible });
  let cells = cellsOfImage(scope.keep(image), gridOf(-1));
  const levels = config.convChannels.map((C, level) => {
    const at = scope.at("conv_blocks", level);
    const x = merged(at.at("patch_embed"), cells, C, { step: steps[level]!, norm: config.convNorm });
    cells = scope.keep(convBlocks(at, config, x, gridOf(level)));
    return { cells, grid: gridOf(level) };
  });
  const patches = reshape(cells, [image.shape[0]!, -1, elementCount(steps.at(-1)!) * cells.shape[2]!]);
  const embedded = linear(scope.at("patch_embed", "proj"), patches, config.embedDim);
  const tokens = linear(scope.at("linear"), embedded, config.embedDim);
  const positions = positionalEmbedding(scope, tokenGrid(view, config, view.imageSize), grid, config.embedDim);
  return { levels, tokens: add(tokens, visible ? selectRows(positions, visible) : positions) };
}

function tokenGrid(view: CinemaView, { convChannels }: StemConfig, imageSize: readonly number[]): number[] {
  return levelSizes(view, imageSize, convChannels.length).at(-1)!;
}

/** Convolution with stride and kernel `step`, norm, GELU. */
function merged(
  scope: ParameterScope,
  cells: Tensor,
  C: number,
  { step, norm }: { readonly step: readonly number[]; readonly norm: ConvolutionNorm },
): Tensor {
  const x = cellConvolution(scope.at("conv"), cells, C, { axes: step.length, steps: [step] });
  return gelu(cellNorm(scope.at("norm"), x, norm));
}

function convBlocks(scope: ParameterScope, { convBlocks, convNorm }: StemConfig, x: Tensor, grid: CellGrid): Tensor {
  return Array.from({ length: convBlocks }).reduce<Tensor>(
    (h, _, block) => maskedConvBlock(scope.at("conv", block), h, convNorm, grid),
    x,
  );
}
