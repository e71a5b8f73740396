/** What fine-tuning for segmentation minimises, and labels for it. */
import { add, input, type Tensor } from "@cmrkit/graph";
import { crossEntropy, diceLoss } from "@cmrkit/nn";
import { elementCount, type HostTensor, int64, type RandomStream, type Shape } from "@cmrkit/tensor";

/** Three structures and background. */
export const CLASSES = 4;

/** Cross entropy plus soft Dice over the batch, as `segmentationTask` of the package learn. logits (B, K, …). */
export function segmentationLoss(logits: Tensor): Tensor {
  const label = input("label", "int64", labelShape(logits.shape));
  return add(crossEntropy(logits, label), diceLoss(logits, label, { overBatch: true }));
}

/** Classes at random for logits of that shape. */
export function randomLabels(random: RandomStream, ofLogits: Shape): HostTensor {
  const shape = labelShape(ofLogits);
  return int64(
    shape,
    Array.from({ length: elementCount(shape) }, () => random.integer(CLASSES)),
  );
}

function labelShape(ofLogits: Shape): number[] {
  return ofLogits.filter((_, axis) => axis !== 1);
}
