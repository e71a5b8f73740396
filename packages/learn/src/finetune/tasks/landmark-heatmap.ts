/**
 * A heat map for each landmark: Dice of sigmoids plus binary cross entropy, as CineMA.
 *
 * Source: `_landmark_detection_loss` of cinema/segmentation/landmark/train.py (arXiv:2506.00679).
 */
import { add, input, sigmoid, type Tensor } from "@cmrkit/graph";
import { binaryCrossEntropy, sigmoidDiceLoss } from "@cmrkit/nn";
import type { Task } from "./task.ts";

export function landmarkHeatMapTask(landmarkCount: number): Task {
  return {
    answers: "voxels",
    outputs: landmarkCount,
    loss: (logits, fed) =>
      add(sigmoidDiceLoss(logits, target(logits, fed)), binaryCrossEntropy(logits, target(logits, fed))),
    metrics: (logits, fed) => ({ dice: sigmoidDiceLoss(logits, target(logits, fed)) }),
    prediction: (logits) => sigmoid(logits),
  };
}

/** Heights (B, L, Y, X) in [0, 1]. */
function target({ shape }: Tensor, fed: string): Tensor {
  return input(fed, "float32", shape);
}
