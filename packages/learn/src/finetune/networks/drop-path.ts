/**
 * Drop path of networks about a transformer: in training, residual branches of some samples are left out.
 *
 * Source: Huang et al. 2016, arXiv:1603.09382.
 */
import { type Tensor, transpose } from "@cmrkit/graph";
import type { TransformerOptions } from "@cmrkit/nn";

/** Branches of a transformer: attention and MLP of each block; none where nothing is dropped. */
export function branchesOf(depth: number, rate: number): number {
  return rate === 0 ? 0 : 2 * depth;
}

/** As CineMA's transformer takes it, at one rate for all blocks. @param uniform (B, branches). */
export function droppedPaths(rate: number, uniform: Tensor | undefined): Pick<TransformerOptions, "dropPath"> {
  return uniform ? { dropPath: { rate, uniform: transpose(uniform, [1, 0]) } } : {};
}
