/** Self-attention with one joint projection to queries, keys and values. Parameters as in timm and DINO. */
import { add, matMul, mul, reshape, slice, softmax, split, type Tensor, transpose } from "@cmrkit/graph";
import type { ParameterScope } from "../parameters.ts";
import { scaledDotProduct } from "./attention.ts";
import { linear, vitInitialisers } from "./linear.ts";
import { type Rotation, rotate } from "./rotary.ts";

export interface QkvAttentionConfig {
  readonly heads: number;
  readonly rotation?: Rotation | undefined;
}

export interface QkvAttention {
  /** (B, T, E). */
  readonly attended: Tensor;
  /** How much the first token looks at each token, (B, H, 1, T); rows sum to 1. */
  readonly ofFirstToken: Tensor;
}

/** x (B, T, E); `qkv.weight` (3E, E), `qkv.bias` (3E), `proj.weight` (E, E), `proj.bias` (E). */
export function qkvAttention(scope: ParameterScope, x: Tensor, { heads, rotation }: QkvAttentionConfig): QkvAttention {
  const [B, T, E] = x.shape as readonly [number, number, number];
  const [q, k, v] = projections(scope.at("qkv"), x).map((part) =>
    transpose(reshape(part, [B, T, heads, E / heads]), [0, 2, 1, 3]),
  ) as [Tensor, Tensor, Tensor];
  const [query, key] = rotation ? [rotate(q, rotation), rotate(k, rotation)] : [q, k];
  const merged = reshape(transpose(scaledDotProduct(query, key, v), [0, 2, 1, 3]), [B, T, E]);
  const first = mul(slice(query, [{ axis: 2, end: 1 }]), 1 / Math.sqrt(E / heads));
  return {
    attended: linear(scope.at("proj"), merged, E, vitInitialisers),
    ofFirstToken: softmax(matMul(first, key, { transB: true })),
  };
}

/** Queries, keys and values (B, T, E). The joint weight is cut, not the joint activations, which are far larger. */
function projections(scope: ParameterScope, x: Tensor): Tensor[] {
  const E = x.shape[2]!;
  const thirds = [E, E, E];
  const weights = split(scope.parameter("weight", [3 * E, E], vitInitialisers.weight), 0, thirds);
  const biases = split(scope.parameter("bias", [3 * E], vitInitialisers.bias), 0, thirds);
  return weights.map((weight, i) => add(matMul(x, weight, { transB: true }), biases[i]!));
}
