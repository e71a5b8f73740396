/** Comparing parameters after training steps. */
import { float32, type HostTensor, type NamedTensors } from "@cmrkit/tensor";
import { compareGroup, type GroupComparison } from "./comparison.ts";

export const TRAINING_TOLERANCE = 1e-3;

/** Elements to compare, by the name of their parameter. */
export type Positions = ReadonlyMap<string, readonly number[]>;

/**
 * Compares parameters at the elements whose first gradient lasts; all of a parameter that has none given.
 *
 * Adam's first step divides each element of the gradient by its own size, so an element that is rounding moves by a
 * whole learning rate in a direction that rounding chose.
 */
export function compareAfter(
  group: string,
  after: NamedTensors,
  stored: NamedTensors,
  lasting: Positions,
): GroupComparison {
  const elements = [...stored.values()].reduce((sum, { data }) => sum + data.length, 0);
  const kept = keepElements(stored, lasting);
  const leftOut = [...kept.values()].reduce((rest, { data }) => rest - data.length, elements);
  const note = `${leftOut} of ${elements} elements left out: their first gradient is rounding`;
  return compareGroup(group, keepElements(after, lasting), kept, { tolerance: TRAINING_TOLERANCE, note });
}

function keepElements(tensors: NamedTensors, positions: Positions): Map<string, HostTensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => {
      const kept = positions.get(name)?.map((i) => Number(tensor.data[i]));
      return [name, kept ? float32([kept.length], kept) : tensor];
    }),
  );
}
