/**
 * Adds the stem's features of every scale to the encoded tokens of a view.
 *
 * Source: `MultiScaleFusion` of cinema/convvit.py; Gao et al. 2022, arXiv:2205.03892 §3.2.
 */
import { add, reshape, type Tensor, transposeLast } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import { patchConvolution } from "../../layers/convolution.ts";
import { layerNorm } from "../../layers/normalisation.ts";
import type { ParameterScope } from "../../parameters.ts";
import { type CinemaView, levelSizes } from "./view.ts";

/**
 * Each skip is brought to the token grid by one convolution whose stride is its kernel.
 * @param skips (B, C, …) of each level, finest first.
 * @param tokens (B, N, E) → (B, N, E), normalised.
 */
export function multiScaleFusion(
  scope: ParameterScope,
  view: CinemaView,
  skips: readonly Tensor[],
  tokens: Tensor,
): Tensor {
  const steps = stepsToGrid(view, skips.length);
  const fused = skips.reduce((sum, skip, level) => {
    const down = patchConvolution(scope.at("down_convs", level), skip, tokens.shape[2]!, steps[level]!);
    return add(sum, asTokens(down));
  }, tokens);
  return layerNorm(scope.at("norm"), fused);
}

/** How many samples of each level meet in one token. */
function stepsToGrid(view: CinemaView, levels: number): number[][] {
  const sizes = levelSizes(view, view.imageSize, levels);
  const grid = sizes.at(-1)!;
  return sizes.map((size) => size.map((extent, axis) => extent / grid[axis]!));
}

/** (B, E, …) → (B, N, E). */
function asTokens(x: Tensor): Tensor {
  const [B, E, ...spatial] = x.shape;
  return transposeLast(reshape(x, [B!, E!, elementCount(spatial)]));
}
