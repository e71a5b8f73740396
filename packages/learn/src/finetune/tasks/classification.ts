/** One of several classes for an image: cross entropy with smoothed labels, as CineMA (smoothing 0.1). */
import { argMax, equal, input, reduceMean, softmax, type Tensor, where } from "@cmrkit/graph";
import { crossEntropy } from "@cmrkit/nn";
import type { Task } from "./task.ts";

export function classificationTask(classCount: number, labelSmoothing: number): Task {
  return {
    answers: "image",
    outputs: classCount,
    loss: (logits, fed) => crossEntropy(logits, target(logits, fed), labelSmoothing),
    metrics: (logits, fed) => ({ accuracy: accuracy(logits, fed) }),
    prediction: (logits) => softmax(logits, 1),
  };
}

function accuracy(logits: Tensor, fed: string): Tensor {
  return reduceMean(where(equal(argMax(logits, 1), target(logits, fed)), 1, 0));
}

/** (B), int64. */
function target({ shape: [B] }: Tensor, fed: string): Tensor {
  return input(fed, "int64", [B!]);
}
