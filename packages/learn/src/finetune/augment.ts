/**
 * Augmentation of windows: where each is cut, turned and scaled, and what happens to its intensities. What every slice and
 * channel shares is drawn once.
 *
 * Source: the set of nnU-Net, as `segmentation/augment.ts` has it; rectangles left out as in CineMA's RandCoarseDropout.
 */
import type { WindowTransform } from "@cmrkit/study";
import type { RandomStream } from "@cmrkit/tensor";
import { augmentedTransform, augmentIntensities } from "../segmentation/augment.ts";
import type { FinetuneAugmentation } from "./augmentation-config.ts";
import type { PreparedImage } from "./prepared-image.ts";
import type { WindowPlace } from "./window.ts";
import { depthOf, type WindowGrid } from "./window-grid.ts";

/** Draws where a window lies: about the labelled heart, or anywhere; of stacks any slices that fit, of slices `firstSlice`. */
export function drawPlace(
  image: PreparedImage,
  grid: WindowGrid,
  augmentation: FinetuneAugmentation,
  random: RandomStream,
  firstSlice?: number,
): WindowPlace {
  const slices = depthOf(grid);
  const [x, y] = drawCentre(image, grid, augmentation, random);
  const upright: WindowTransform = { centreI: x, centreJ: y, a: 1, b: 0, c: 0, d: 1 };
  const spare = Math.max(0, image.size[1] - slices);
  return {
    transform: augmentedTransform(upright, augmentation, random),
    firstSlice: firstSlice ?? random.integer(spare + 1),
    slices,
    size: grid.size,
  };
}

function drawCentre(
  { centre, size: [, , Y, X] }: PreparedImage,
  { pixelMm }: WindowGrid,
  { anywhere, shiftMm }: FinetuneAugmentation,
  random: RandomStream,
): readonly [number, number] {
  if (random.uniform() < anywhere) return [random.uniform() * (X - 1), random.uniform() * (Y - 1)];
  const shift = () => ((2 * random.uniform() - 1) * shiftMm) / pixelMm;
  return [centre[0] + shift(), centre[1] + shift()];
}

/** Changes intensities 0 … 1 of a window (planes, size, size) in place. */
export function changeIntensities(
  window: Float32Array,
  size: number,
  augmentation: FinetuneAugmentation,
  random: RandomStream,
): void {
  augmentIntensities(window, size, augmentation, random);
  const { probability, holes, extent } = augmentation.dropout;
  if (random.uniform() >= probability) return;
  for (let hole = 0; hole < holes; hole++) leaveOut(window, size, extent, random);
}

/** One square becomes air on all planes. */
function leaveOut(window: Float32Array, size: number, extent: number, random: RandomStream): void {
  const side = Math.min(size, extent);
  const [left, top] = [random.integer(size - side + 1), random.integer(size - side + 1)];
  for (let plane = 0; plane < window.length; plane += size * size)
    for (let y = top; y < top + side; y++) window.fill(0, plane + y * size + left, plane + y * size + left + side);
}
