/** One of several classes for an image: cross entropy with smoothed labels, as CineMA (smoothing 0.1). */
import { argMax, equal, input, reduceMean, softmax, type Tensor, where } from "@cmrkit/graph";
import { crossEntropy } from "@cmrkit/nn";
import { TARGET, type Task } from "./task.ts";

export function classificationTask(classCount: number, labelSmoothing: number): Task {
  return {
    answers: "image",
    outputs: classCount,
    loss: (logits) => crossEntropy(logits, target(logits), labelSmoothing),
    metrics: (logits) => ({ accuracy: accuracy(logits) }),
    prediction: (logits) => softmax(logits, 1),
  };
}

function accuracy(logits: Tensor): Tensor {
  return reduceMean(where(equal(argMax(logits, 1), target(logits)), 1, 0));
}

/** (B), int64. */
function target({ shape: [B] }: Tensor): Tensor {
  return input(TARGET, "int64", [B!]);
}
