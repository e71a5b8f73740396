/**
 * Coordinates of each landmark: wing loss of the points and of where each lies as seen from the others, as CineMA, but for
 * landmarks that augmentation moved out of the window, which CineMA puts at its corner and we leave out.
 *
 * Source: cinema/regression/landmark/train.py (arXiv:2506.00679).
 */
import { abs, add, input, reshape, slice, sub, type Tensor } from "@cmrkit/graph";
import { landmarkCoordinateLoss, pixelCoordinates, weightedMean } from "@cmrkit/nn";
import type { Task } from "./task.ts";

/** @param size Pixels of a window's side. */
export function landmarkCoordinatesTask(landmarkCount: number, size: number): Task {
  const L = landmarkCount;
  return {
    answers: "image",
    outputs: 2 * L,
    loss: (logits, fed) => {
      const { points, isInside } = target(logits, fed, L);
      return landmarkCoordinateLoss(inPixels(logits, size), points, { present: isInside });
    },
    metrics: (logits, fed) => {
      const { points, isInside } = target(logits, fed, L);
      const error = reshape(abs(sub(inPixels(logits, size), points)), [-1, L, 2]);
      return { pixels: weightedMean(error, isInside) };
    },
    prediction: (logits) => inPixels(logits, size),
  };
}

/** Outputs are fractions of the window counted from its middle, where CineMA counts from a corner: a fresh head answers near 0. */
function inPixels(logits: Tensor, size: number): Tensor {
  return add(pixelCoordinates(logits, size, size), (size - 1) / 2);
}

/** Points (B, 2·L) in pixels, and (B, L) whether each lies in the window; fed as (B, L, 3). */
function target(
  { shape: [B] }: Tensor,
  fed: string,
  L: number,
): { readonly points: Tensor; readonly isInside: Tensor } {
  const rows = input(fed, "float32", [B!, L, 3]);
  return {
    points: reshape(slice(rows, [{ axis: 2, end: 2 }]), [B!, 2 * L]),
    isInside: reshape(slice(rows, [{ axis: 2, start: 2 }]), [B!, L]),
  };
}
