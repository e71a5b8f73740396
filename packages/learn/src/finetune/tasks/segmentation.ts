/**
 * A class for every voxel: soft Dice without background plus cross entropy, as CineMA and nnU-Net.
 *
 * Source: cinema/segmentation/acdc/config.yaml (arXiv:2506.00679); Isensee et al. 2021, doi:10.1038/s41592-020-01008-z.
 */
import { add, input, softmax, type Tensor } from "@cmrkit/graph";
import { crossEntropy, diceLoss } from "@cmrkit/nn";
import type { Task } from "./task.ts";

/** @param classCount Background among them. */
export function segmentationTask(classCount: number): Task {
  return {
    answers: "voxels",
    outputs: classCount,
    loss: (logits, fed) => add(crossEntropy(logits, target(logits, fed)), dice(logits, fed)),
    metrics: (logits, fed) => ({ dice: dice(logits, fed) }),
    prediction: (logits) => softmax(logits, 1),
  };
}

/** Over the batch, so that slices without a structure weigh by their voxels only. */
function dice(logits: Tensor, fed: string): Tensor {
  return diceLoss(logits, target(logits, fed), { overBatch: true });
}

/** Classes (B, …), int64. */
function target({ shape: [B, , ...extents] }: Tensor, fed: string): Tensor {
  return input(fed, "int64", [B!, ...extents]);
}
