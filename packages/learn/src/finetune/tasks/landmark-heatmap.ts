/**
 * A heat map for each landmark: Dice of sigmoids plus binary cross entropy, as CineMA.
 *
 * Source: `_landmark_detection_loss` of cinema/segmentation/landmark/train.py (arXiv:2506.00679).
 */
import { add, input, sigmoid, type Tensor } from "@cmrkit/graph";
import { binaryCrossEntropy, sigmoidDiceLoss } from "@cmrkit/nn";
import { TARGET, type Task } from "./task.ts";

export function landmarkHeatMapTask(landmarkCount: number): Task {
  return {
    answers: "voxels",
    outputs: landmarkCount,
    loss: (logits) => add(sigmoidDiceLoss(logits, target(logits)), binaryCrossEntropy(logits, target(logits))),
    metrics: (logits) => ({ dice: sigmoidDiceLoss(logits, target(logits)) }),
    prediction: (logits) => sigmoid(logits),
  };
}

/** Heights (B, L, Y, X) in [0, 1]. */
function target({ shape }: Tensor): Tensor {
  return input(TARGET, "float32", shape);
}
