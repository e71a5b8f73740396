/** A linear layer. */
import { add, matMul, type Tensor } from "@cmrkit/graph";
import { xavierUniform, zeros } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";

/** y = x·Wᵀ + b over the last axis. x (…, in) → (…, out); `weight` (out, in), `bias` (out). */
export function linear(scope: ParameterScope, x: Tensor, out: number): Tensor {
  const weight = scope.parameter("weight", [out, x.shape.at(-1)!], xavierUniform);
  const bias = scope.parameter("bias", [out], zeros);
  return add(matMul(x, weight, { transB: true }), bias);
}
