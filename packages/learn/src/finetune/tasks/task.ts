/** A task as graphs: what a network must answer, what it is told by, and what it says in the end. */
import type { Tensor } from "@cmrkit/graph";

export interface Task {
  readonly answers: "voxels" | "image";
  /** K, the network's outputs. */
  readonly outputs: number;
  /** The loss between logits and the target that the batch feeds under `TARGET`. */
  readonly loss: (logits: Tensor) => Tensor;
  /** What is reported beside the loss. */
  readonly metrics: (logits: Tensor) => Readonly<Record<string, Tensor>>;
  /** The answer as people use it: probabilities of classes, heights of heat maps, or values. */
  readonly prediction: (logits: Tensor) => Tensor;
}

/** The input that targets are fed under. */
export const TARGET = "target";
