/**
 * Adds the stem's features of every scale to the encoded tokens of a view.
 *
 * Source: `MultiScaleFusion` of cinema/convvit.py; Gao et al. 2022, arXiv:2205.03892 §3.2.
 */
import { add, type Tensor } from "@cmrkit/graph";
import { cellConvolution } from "../../layers/cells.ts";
import { layerNorm } from "../../layers/normalisation.ts";
import type { ParameterScope } from "../../parameters.ts";
import type { StemFeatures } from "./downsample-encoder.ts";

/**
 * The cells of each level that lie in a token become one, by a convolution whose stride is its kernel.
 * @param encoded The stem's levels and the tokens (B, N, E) that the transformer made of its tokens.
 * @returns (B, N, E), normalised.
 */
export function multiScaleFusion(scope: ParameterScope, { levels, tokens }: StemFeatures): Tensor {
  const E = tokens.shape[2]!;
  const fused = levels.reduce((sum, { cells, grid }, level) => {
    const { steps } = grid;
    return add(sum, cellConvolution(scope.at("down_convs", level), cells, E, { axes: grid.grid.length, steps }));
  }, tokens);
  return layerNorm(scope.at("norm"), fused);
}
