/**
 * DINO's projection head: an MLP to a bottleneck of unit length, then a linear layer with normalised weights to the
 * scores of K prototypes.
 *
 * Source: Caron et al. 2021, arXiv:2104.14294, appendix C; `DINOHead` of facebookresearch/dino, whose names these are.
 */
import { div, gelu, matMul, mul, reshape, stopGradient, type Tensor } from "@cmrkit/graph";
import { ones, torchUniform } from "../initialisers.ts";
import { l2Norm, l2Normalised } from "../layers/l2-normalisation.ts";
import { linear, vitInitialisers } from "../layers/linear.ts";
import type { ParameterScope } from "../parameters.ts";

export interface DinoHeadConfig {
  /** Linear layers before the prototypes, 2 or more. */
  readonly layers: number;
  readonly hiddenDim: number;
  readonly bottleneckDim: number;
  /** K. */
  readonly prototypes: number;
  /** Keep the prototypes at their length, 1 at the start: steadier, and a little worse on small models. */
  readonly normLastLayer: boolean;
}

/** Source: defaults of `DINOHead` and of main_dino.py. */
export const dinoHeadDefaults: DinoHeadConfig = {
  layers: 3,
  hiddenDim: 2048,
  bottleneckDim: 256,
  prototypes: 65536,
  normLastLayer: true,
};

/** features (…, E) → scores (…, K). */
export function dinoHead(scope: ParameterScope, config: DinoHeadConfig, features: Tensor): Tensor {
  const last = config.layers - 1;
  const bottleneck = Array.from({ length: config.layers }).reduce<Tensor>((x, _, i) => {
    const at = scope.at("mlp", 2 * i); // the original's sequence counts the activations between
    return i === last
      ? linear(at, x, config.bottleneckDim, vitInitialisers)
      : gelu(linear(at, x, config.hiddenDim, vitInitialisers));
  }, features);
  return prototypeScores(scope.at("last_layer"), config, l2Normalised(bottleneck));
}

/**
 * x·wᵀ with w = g·v / ‖v‖ for each of K rows. The K lengths multiply the scores, which are far fewer than the weights.
 * Source: Salimans & Kingma 2016, arXiv:1602.07868.
 */
function prototypeScores(
  scope: ParameterScope,
  { prototypes: K, bottleneckDim, normLastLayer }: DinoHeadConfig,
  x: Tensor,
): Tensor {
  const length = scope.parameter("weight_g", [K, 1], ones);
  const direction = scope.parameter("weight_v", [K, bottleneckDim], torchUniform);
  const scale = div(normLastLayer ? stopGradient(length) : length, l2Norm(direction));
  return mul(matMul(x, direction, { transB: true }), reshape(scale, [K]));
}
