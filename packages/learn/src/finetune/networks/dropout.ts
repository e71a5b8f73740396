/**
 * Dropout of networks with many layers of it: each sample is fed one row of numbers, from which the layers take theirs in turn.
 *
 * Source: Srivastava et al. 2014, JMLR 15:1929.
 */
import { input, reshape, slice, type Tensor } from "@cmrkit/graph";
import type { Dropout } from "@cmrkit/nn";
import { elementCount } from "@cmrkit/tensor";

/** How many numbers a sample needs, from building the network for one. */
export function dropoutNumbers(rate: number, build: (dropout: Dropout) => unknown): number {
  if (rate === 0) return 0;
  let count = 0;
  build({
    rate,
    uniform: (shape) => {
      count += elementCount(shape);
      return input("dropout", "float32", shape);
    },
  });
  return count;
}

/** @param uniform (B, numbers) in [0, 1). */
export function dropoutFrom(rate: number, uniform: Tensor | undefined): { readonly dropout?: Dropout } {
  if (!uniform) return {};
  let taken = 0;
  const next = (shape: readonly number[]) => {
    const start = taken;
    taken += elementCount(shape.slice(1));
    return reshape(slice(uniform, [{ axis: 1, start, end: taken }]), shape);
  };
  return { dropout: { rate, uniform: next } };
}
