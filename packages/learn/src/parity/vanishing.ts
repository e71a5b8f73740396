/**
 * Gradients that are zero in exact arithmetic, of which a framework keeps the rounding of sums that cancel: a bias
 * before an instance norm, which subtracts it again; the bias of keys, which a softmax over keys does not see. Two right
 * implementations agree on them in nothing but their size.
 */
import type { HostTensor, NamedTensors } from "@cmrkit/tensor";
import { largestMagnitude } from "./comparison.ts";

/**
 * Of the largest gradient of the model. In the references what cancels lies below 1e-7, the next gradient above 1e-3.
 */
export const VANISHING = 1e-6;

export function largestOf(tensors: NamedTensors): number {
  return Math.max(...[...tensors.values()].map(({ data }) => largestMagnitude(data)));
}

/** The names of gradients that vanish as a whole. */
export function vanishingTensors(gradients: NamedTensors): Set<string> {
  const limit = VANISHING * largestOf(gradients);
  return new Set([...gradients].filter(([, { data }]) => largestMagnitude(data) < limit).map(([name]) => name));
}

/** For each gradient the positions of the elements that do not vanish. */
export function lastingElements(gradients: NamedTensors): Map<string, number[]> {
  const limit = VANISHING * largestOf(gradients);
  const positions = ({ data }: HostTensor) => [...data.keys()].filter((i) => Math.abs(Number(data[i])) >= limit);
  return new Map([...gradients].map(([name, gradient]) => [name, positions(gradient)]));
}
