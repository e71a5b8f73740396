/**
 * Adds the stem's features of every scale to the encoded tokens of a view.
 *
 * Source: `MultiScaleFusion` of cinema/convvit.py; Gao et al. 2022, arXiv:2205.03892 §3.2.
 */
import { add, matMul, reshape, type Tensor, transpose } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import { torchBias, torchUniform } from "../../initialisers.ts";
import { layerNorm } from "../../layers/normalisation.ts";
import { patchify } from "../../layers/patches.ts";
import { selectTokens } from "../../layers/token-selection.ts";
import type { ParameterScope } from "../../parameters.ts";
import { type CinemaView, levelSizes } from "./view.ts";

/** What the stem and the transformer made of one view. */
export interface EncodedView {
  /** (B, C, …) of each level of the stem, finest first. */
  readonly skips: readonly Tensor[];
  /** (B, N, E). */
  readonly tokens: Tensor;
  /** (B, N) int64, the patches that the tokens stand for; all of them by default. */
  readonly visible?: Tensor | undefined;
}

/** Each skip is brought to the token grid by one convolution whose stride is its kernel. → (B, N, E), normalised. */
export function multiScaleFusion(scope: ParameterScope, view: CinemaView, encoded: EncodedView): Tensor {
  const { skips, tokens, visible } = encoded;
  const steps = stepsToGrid(view, skips.length);
  const fused = skips.reduce((sum, skip, level) => {
    const patches = patchify(skip, steps[level]!);
    const kept = visible ? selectTokens(patches, visible) : patches;
    return add(sum, projectPatches(scope.at("down_convs", level), kept, steps[level]!, tokens.shape[2]!));
  }, tokens);
  return layerNorm(scope.at("norm"), fused);
}

/** How many samples of each level meet in one token. */
function stepsToGrid(view: CinemaView, levels: number): number[][] {
  const sizes = levelSizes(view, view.imageSize, levels);
  const grid = sizes.at(-1)!;
  return sizes.slice(0, levels).map((size) => size.map((extent, axis) => extent / grid[axis]!));
}

/**
 * What a convolution with stride and kernel `patch` makes of the patches (B, N, P) that `patchify` cut, so that removed
 * patches cost nothing. `weight` (E, C, …), `bias` (E) → (B, N, E).
 */
function projectPatches(scope: ParameterScope, patches: Tensor, patch: readonly number[], E: number): Tensor {
  const P = patches.shape[2]!;
  const weight = scope.parameter("weight", [E, P / elementCount(patch), ...patch], torchUniform);
  const bias = scope.parameter("bias", [E], torchBias(P));
  const channelsLast = transpose(weight, [0, ...patch.map((_, axis) => axis + 2), 1]);
  return add(matMul(patches, reshape(channelsLast, [E, P]), { transB: true }), bias);
}
