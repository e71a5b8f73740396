/**
 * Patches and images in host memory: what a masked autoencoder was shown and what it made of the rest.
 *
 * Patches have the order of `patchify`: tokens with the last axis fastest, voxels of a patch likewise, the channels of a
 * voxel together.
 */
import {
  elementCount,
  float32,
  type HostTensor,
  rowMajorStrides,
  type Shape,
  ShapeError,
  showShape,
} from "@cmrkit/tensor";
import { patchGrid } from "../../layers/patches.ts";
import { PATCH_EPSILON } from "../../losses/masked-patch-loss.ts";
import type { PatchMask } from "./patch-masks.ts";

/** image (B, C, …) → (B, N, P), as the graph's `patchify`. */
export function imagePatches({ shape, data }: HostTensor<"float32">, patch: readonly number[]): HostTensor<"float32"> {
  const [B, ...image] = shape;
  const order = patchOrder(image, patch);
  const N = elementCount(patchGrid(image.slice(1), patch));
  const patches = new Float32Array(data.length);
  for (let i = 0; i < patches.length; i++) patches[i] = data[sourceOf(order, i)]!;
  return float32([B!, N, order.length / N], patches);
}

/**
 * patches (B, N, P) → the image (B, C, …spatial) that they tile.
 * @throws {ShapeError} when the patches do not fill images of this size.
 */
export function unpatchify(
  { shape, data }: HostTensor<"float32">,
  patch: readonly number[],
  spatial: Shape,
): HostTensor<"float32"> {
  const [B, N, P] = shape;
  const C = P! / elementCount(patch);
  if (N !== elementCount(patchGrid(spatial, patch)) || !Number.isInteger(C))
    throw new ShapeError(
      `patches ${showShape(shape)} of ${showShape(patch)} do not tile images of ${showShape(spatial)}`,
    );
  const order = patchOrder([C, ...spatial], patch);
  const image = new Float32Array(data.length);
  for (let i = 0; i < image.length; i++) image[sourceOf(order, i)] = data[i]!;
  return float32([B!, C, ...spatial], image);
}

/** Where element i of a batch of patches lies in the batch of images. */
function sourceOf(order: Int32Array, i: number): number {
  const within = i % order.length;
  return i - within + order[within]!;
}

/** For each element of one sample's patches its offset in the image (C, …). */
function patchOrder([C, ...spatial]: Shape, patch: readonly number[]): Int32Array {
  const grid = patchGrid(spatial, patch);
  const [ofChannel, ...ofAxes] = rowMajorStrides([C!, ...spatial]);
  const loops = [
    ...grid.map((count, axis) => ({ count, step: ofAxes[axis]! * patch[axis]! })),
    ...patch.map((count, axis) => ({ count, step: ofAxes[axis]! })),
    { count: C!, step: ofChannel! },
  ];
  return loops.reduce(
    (offsets, { count, step }) =>
      Int32Array.from(
        { length: offsets.length * count },
        (_, i) => offsets[Math.floor(i / count)]! + (i % count) * step,
      ),
    Int32Array.of(0),
  );
}

export interface Reconstruction {
  /** The image with its removed patches in one grey. */
  readonly masked: HostTensor<"float32">;
  /** The image with the guesses in place of its removed patches. */
  readonly reconstructed: HostTensor<"float32">;
}

export interface ReconstructionOptions {
  /** Extents of a patch. */
  readonly patch: readonly number[];
  /** The grey of removed patches. */
  readonly removedGrey?: number;
  /** Whether the guesses are of normalised patches: each is then given its patch's true mean and deviation back. */
  readonly isNormalised?: boolean;
}

/**
 * Pictures of what a masked autoencoder saw and guessed.
 * @param image (B, C, …).
 * @param predicted (B, Nm, P), the removed patches in the order of the mask.
 */
export function reconstruction(
  image: HostTensor<"float32">,
  predicted: HostTensor<"float32">,
  mask: PatchMask,
  { patch, removedGrey = 0, isNormalised = false }: ReconstructionOptions,
): Reconstruction {
  const patches = imagePatches(image, patch);
  const spatial = image.shape.slice(2);
  const replaced = (guess: (row: number, original: Float32Array) => Float32Array) =>
    unpatchify(withRows(patches, mask, guess), patch, spatial);
  const P = patches.shape[2]!;
  return {
    masked: replaced((_, original) => original.map(() => removedGrey)),
    reconstructed: replaced((row, original) => {
      const guess = predicted.data.subarray(row * P, (row + 1) * P);
      return isNormalised ? denormalised(guess, original) : guess;
    }),
  };
}

/** patches (B, N, P) with every removed one replaced; `row` counts removed patches over the batch. */
function withRows(
  { shape, data }: HostTensor<"float32">,
  { masked }: PatchMask,
  replacement: (row: number, original: Float32Array) => Float32Array,
): HostTensor<"float32"> {
  const [, N, P] = shape;
  const patches = data.slice();
  masked.data.forEach((patch, row) => {
    const sample = Math.floor(row / masked.shape[1]!);
    const start = (sample * N! + Number(patch)) * P!;
    patches.set(replacement(row, data.subarray(start, start + P!)), start);
  });
  return float32(shape, patches);
}

/** Undoes the normalisation of `maskedPatchError`. */
function denormalised(guess: Float32Array, original: Float32Array): Float32Array {
  const P = original.length;
  const mean = original.reduce((sum, value) => sum + value, 0) / P;
  const variance = original.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (P - 1);
  return guess.map((value) => value * (Math.sqrt(variance) + PATCH_EPSILON) + mean);
}
