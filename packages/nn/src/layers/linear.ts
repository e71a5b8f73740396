/** A linear layer. */
import { add, matMul, type Tensor } from "@cmrkit/graph";
import { type Initialiser, normal, xavierUniform, zeros } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";

export interface LinearInitialisers {
  readonly weight: Initialiser;
  readonly bias: Initialiser;
}

const cinemaInitialisers: LinearInitialisers = { weight: xavierUniform, bias: zeros };

/**
 * timm and DINO draw linear weights from a normal distribution cut at ±2, one hundred deviations away: the cut is left
 * out. Source: `_init_weights` of facebookresearch/dino, vision_transformer.py.
 */
export const vitInitialisers: LinearInitialisers = { weight: normal(0.02), bias: zeros };

/** y = x·Wᵀ + b over the last axis. x (…, in) → (…, out); `weight` (out, in), `bias` (out). */
export function linear(scope: ParameterScope, x: Tensor, out: number, initialisers = cinemaInitialisers): Tensor {
  const weight = scope.parameter("weight", [out, x.shape.at(-1)!], initialisers.weight);
  const bias = scope.parameter("bias", [out], initialisers.bias);
  return add(matMul(x, weight, { transB: true }), bias);
}
