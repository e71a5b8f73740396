/** The pre-norm transformer block. Source: Dosovitskiy et al. 2021, arXiv:2010.11929; parameters as in cinema/vit.py. */
import { add, gelu, type Tensor } from "@cmrkit/graph";
import type { ParameterScope } from "../parameters.ts";
import { attention } from "./attention.ts";
import { linear } from "./linear.ts";
import { layerNorm } from "./normalisation.ts";

export interface TransformerConfig {
  readonly depth: number;
  readonly heads: number;
  readonly mlpRatio: number;
}

/** Two linear layers about a GELU. x (…, E) → (…, E). */
export function mlp(scope: ParameterScope, x: Tensor, hidden: number): Tensor {
  return linear(scope.at("fc2"), gelu(linear(scope.at("fc1"), x, hidden)), x.shape.at(-1)!);
}

/** x (B, N, E) → (B, N, E). */
export function transformerBlock(scope: ParameterScope, x: Tensor, { heads, mlpRatio }: TransformerConfig): Tensor {
  const attended = add(x, attention(scope.at("attn"), layerNorm(scope.at("norm1"), x), heads));
  return add(attended, mlp(scope.at("mlp"), layerNorm(scope.at("norm2"), attended), mlpRatio * x.shape[2]!));
}
