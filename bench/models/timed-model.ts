/** What a workload is: a graph on a batch of fixed shape, and what it is fed. */
import type { Tensor } from "@cmrkit/graph";
import type { BatchGraph, ParameterScope, ParameterSpec, UpdateConfig } from "@cmrkit/nn";
import { float32, type HostTensor, type RandomStream } from "@cmrkit/tensor";

export interface TimedModel {
  readonly specs: readonly ParameterSpec[];
  /** One batch by input name. */
  readonly batch: (random: RandomStream) => Map<string, HostTensor>;
  /** What inference computes; a workload that only trains has none. */
  readonly output?: Tensor;
  /** A workload that only infers has none. */
  readonly training?: TimedTraining;
}

export interface TimedTraining {
  readonly graph: BatchGraph;
  /** How the step differs from AdamW at one rate with clipping by the norm of all gradients. */
  readonly config?: Partial<UpdateConfig>;
  /** Scalars that are fed beside the learning rate and the step. */
  readonly scalars?: Readonly<Record<string, number>>;
}

/** A workload that minimises the loss of its output. */
export function trainedOn(
  { specs, kept }: Pick<ParameterScope, "specs" | "kept">,
  { output, loss, batch }: { readonly output?: Tensor; readonly loss: Tensor; readonly batch: TimedModel["batch"] },
): TimedModel {
  return { specs, batch, ...(output ? { output } : {}), training: { graph: { specs, loss, metrics: { loss }, kept } } };
}

/** Numbers of mean 0 and deviation 1. */
export function normal(random: RandomStream, shape: readonly number[]): HostTensor {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return float32(
    shape,
    Float32Array.from({ length: count }, () => random.normal()),
  );
}
