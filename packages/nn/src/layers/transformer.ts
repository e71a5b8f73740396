/** The pre-norm transformer block. Source: Dosovitskiy et al. 2021, arXiv:2010.11929; parameters as in cinema/vit.py. */
import { add, gelu, reshape, slice, type Tensor } from "@cmrkit/graph";
import type { ParameterScope } from "../parameters.ts";
import { attention } from "./attention.ts";
import { linear } from "./linear.ts";
import { layerNorm } from "./normalisation.ts";
import { dropPath } from "./regularisation.ts";

export interface TransformerConfig {
  readonly depth: number;
  readonly heads: number;
  readonly mlpRatio: number;
}

/**
 * Drop path for training: each branch of each block is left out for a sample with probability `rate`, the same for all
 * blocks as in CineMA.
 */
export interface DropPath {
  readonly rate: number;
  /** (2·depth, B) numbers in [0, 1), fed by the host: attention and MLP of each block, in order. */
  readonly uniform: Tensor;
}

export interface TransformerOptions {
  /** Tokens (B, M, E) that the queries attend to, as they are; by default the queries attend to themselves. */
  readonly key?: Tensor;
  readonly dropPath?: DropPath;
}

/** Two linear layers about a GELU. x (…, E) → (…, E). */
export function mlp(scope: ParameterScope, x: Tensor, hidden: number): Tensor {
  return linear(scope.at("fc2"), gelu(linear(scope.at("fc1"), x, hidden)), x.shape.at(-1)!);
}

/** Leaves a residual branch out of some samples; `index` is 0 for attention and 1 for the MLP. */
type DropBranch = (branch: Tensor, index: 0 | 1) => Tensor;

/** x (B, N, E) → (B, N, E). */
export function transformerBlock(
  scope: ParameterScope,
  x: Tensor,
  { heads, mlpRatio }: TransformerConfig,
  { key, drop = (branch) => branch }: { readonly key?: Tensor | undefined; readonly drop?: DropBranch } = {},
): Tensor {
  const query = layerNorm(scope.at("norm1"), x);
  const attended = add(x, drop(attention(scope.at("attn"), query, heads, key), 0));
  const hidden = mlp(scope.at("mlp"), layerNorm(scope.at("norm2"), attended), mlpRatio * x.shape[2]!);
  return add(attended, drop(hidden, 1));
}

/** The blocks `blocks.0` … in turn. x (B, N, E) → (B, N, E). */
export function transformerBlocks(
  scope: ParameterScope,
  x: Tensor,
  config: TransformerConfig,
  { key, dropPath }: TransformerOptions = {},
): Tensor {
  return Array.from({ length: config.depth }).reduce<Tensor>((h, _, block) => {
    const drop: DropBranch = (branch, index) => dropBranch(branch, 2 * block + index, dropPath);
    return scope.keep(transformerBlock(scope.at("blocks", block), h, config, { key, drop }));
  }, scope.keep(x));
}

function dropBranch(branch: Tensor, row: number, options: DropPath | undefined): Tensor {
  if (!options) return branch;
  const ofBranch = slice(options.uniform, [{ axis: 0, start: row, end: row + 1 }]);
  return dropPath(branch, options.rate, reshape(ofBranch, [branch.shape[0]!]));
}
