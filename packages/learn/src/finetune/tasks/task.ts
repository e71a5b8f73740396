/** A task as graphs: what a network must answer, what it is told by, and what it says in the end. */
import type { Tensor } from "@cmrkit/graph";

export interface Task {
  readonly answers: "voxels" | "image";
  /** K, the network's outputs. */
  readonly outputs: number;
  /** The loss between the logits of a view and its target. @param fed The name that the batch feeds the target under. */
  readonly loss: (logits: Tensor, fed: string) => Tensor;
  /** What is reported beside the loss. */
  readonly metrics: (logits: Tensor, fed: string) => Readonly<Record<string, Tensor>>;
  /** The answer as people use it: probabilities of classes, heights of heat maps, or values. */
  readonly prediction: (logits: Tensor) => Tensor;
}
