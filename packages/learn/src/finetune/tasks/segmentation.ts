/**
 * A class for every voxel: soft Dice without background plus cross entropy, as CineMA and nnU-Net.
 *
 * Source: cinema/segmentation/acdc/config.yaml (arXiv:2506.00679); Isensee et al. 2021, doi:10.1038/s41592-020-01008-z.
 */
import { add, input, softmax, type Tensor } from "@cmrkit/graph";
import { crossEntropy, diceLoss } from "@cmrkit/nn";
import type { Task } from "./task.ts";
import { TARGET } from "./task.ts";

/** @param classCount Background among them. */
export function segmentationTask(classCount: number): Task {
  return {
    answers: "voxels",
    outputs: classCount,
    loss: (logits) => add(crossEntropy(logits, target(logits)), dice(logits)),
    metrics: (logits) => ({ dice: dice(logits) }),
    prediction: (logits) => softmax(logits, 1),
  };
}

/** Over the batch, so that slices without a structure weigh by their voxels only. */
function dice(logits: Tensor): Tensor {
  return diceLoss(logits, target(logits), { overBatch: true });
}

/** Classes (B, …), int64. */
function target({ shape: [B, , ...extents] }: Tensor): Tensor {
  return input(TARGET, "int64", [B!, ...extents]);
}
