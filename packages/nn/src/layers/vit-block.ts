/**
 * The pre-norm block of vision transformers, with drop path, layer scale and rotary positions where asked for.
 *
 * Source: Dosovitskiy et al. 2021, arXiv:2010.11929; parameters as in timm and DINO.
 */
import { add, gelu, type Tensor } from "@cmrkit/graph";
import type { ParameterScope } from "../parameters.ts";
import { layerScale } from "./layer-scale.ts";
import { linear, vitInitialisers } from "./linear.ts";
import { layerNorm } from "./normalisation.ts";
import { type QkvAttentionConfig, qkvAttention } from "./qkv-attention.ts";
import { dropPath } from "./regularisation.ts";

export interface VitBlockConfig extends QkvAttentionConfig {
  readonly mlpRatio: number;
  readonly normEpsilon: number;
  /** First value of `ls1.gamma` and `ls2.gamma`; without it there are none. */
  readonly layerScale?: number | undefined;
  /** Drop path with (B) uniform numbers for each of the two branches. */
  readonly dropPath?: { readonly rate: number; readonly uniform: readonly [Tensor, Tensor] } | undefined;
}

export interface VitBlock {
  /** (B, T, E). */
  readonly tokens: Tensor;
  /** (B, H, 1, T). */
  readonly ofFirstToken: Tensor;
}

/** x (B, T, E) + attention, + MLP. */
export function vitBlock(scope: ParameterScope, x: Tensor, config: VitBlockConfig): VitBlock {
  const attention = qkvAttention(scope.at("attn"), layerNorm(scope.at("norm1"), x, config.normEpsilon), config);
  const attended = add(x, branch(scope.at("ls1"), attention.attended, config, 0));
  const normed = layerNorm(scope.at("norm2"), attended, config.normEpsilon);
  const tokens = add(attended, branch(scope.at("ls2"), mlp(scope.at("mlp"), normed, config.mlpRatio), config, 1));
  return { tokens, ofFirstToken: attention.ofFirstToken };
}

function branch(scope: ParameterScope, x: Tensor, config: VitBlockConfig, index: 0 | 1): Tensor {
  const scaled = config.layerScale === undefined ? x : layerScale(scope, x, config.layerScale);
  return config.dropPath ? dropPath(scaled, config.dropPath.rate, config.dropPath.uniform[index]) : scaled;
}

function mlp(scope: ParameterScope, x: Tensor, ratio: number): Tensor {
  const E = x.shape.at(-1)!;
  const hidden = gelu(linear(scope.at("fc1"), x, ratio * E, vitInitialisers));
  return linear(scope.at("fc2"), hidden, E, vitInitialisers);
}
