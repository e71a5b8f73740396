/** Multi-head attention. Source: Vaswani et al. 2017, arXiv:1706.03762; parameters as in cinema/vit.py. */
import { add, matMul, mul, reshape, softmax, split, type Tensor, transpose } from "@cmrkit/graph";
import { xavierUniform, zeros } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";
import { linear } from "./linear.ts";

/** (B, N, E) → (B, H, N, F). */
function splitHeads(x: Tensor, H: number): Tensor {
  const [B, N, E] = x.shape;
  return transpose(reshape(x, [B!, N!, H, E! / H]), [0, 2, 1, 3]);
}

/** (B, H, N, F) → (B, N, E). */
function mergeHeads(x: Tensor): Tensor {
  const [B, H, N, F] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [B!, N!, H! * F!]);
}

/** softmax(q·kᵀ / √F)·v for q (B, H, N, F) and k, v (B, H, M, F). */
export function scaledDotProduct(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const scale = 1 / Math.sqrt(q.shape[3]!);
  return matMul(softmax(matMul(mul(q, scale), k, { transB: true })), v);
}

/** Keys and values (B, M, E). The joint weight is cut, not the joint activations, which are far larger. */
function keysAndValues(scope: ParameterScope, x: Tensor): Tensor[] {
  const E = x.shape[2]!;
  const weights = split(scope.parameter("weight", [2 * E, E], xavierUniform), 0, [E, E]);
  const biases = split(scope.parameter("bias", [2 * E], zeros), 0, [E, E]);
  return weights.map((weight, i) => add(matMul(x, weight, { transB: true }), biases[i]!));
}

/**
 * Attention of query tokens (B, N, E) to key tokens (B, M, E), by default themselves, with separate `q` and joint `kv`
 * projections as CineMA stores them.
 */
export function attention(scope: ParameterScope, query: Tensor, heads: number, key = query): Tensor {
  const E = query.shape[2]!;
  const q = splitHeads(linear(scope.at("q"), query, E), heads);
  const [k, v] = keysAndValues(scope.at("kv"), key).map((part) => splitHeads(part, heads));
  return linear(scope.at("proj"), mergeHeads(scaledDotProduct(q, k!, v!)), E);
}
