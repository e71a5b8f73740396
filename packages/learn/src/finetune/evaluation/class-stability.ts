/**
 * The stability score of each class of an image, from a network's probabilities.
 *
 * Logarithms of probabilities differ from the network's logits by one number a voxel, which centring takes away. Where windows
 * overlap or the image is turned they are those of the mean, as the mask is. Voxels are the prepared ones, before any piece is
 * taken away.
 */
import { type Measured, stabilityScores } from "@cmrkit/cardiac";

/** The smallest number of single precision: a softmax that is smaller was rounded to 0, which has no logarithm. */
const SMALLEST = 2 ** -149;

/** @param probabilities (K, Z, Y, X), background first. @returns of the K − 1 classes without it. */
export function classStabilities(probabilities: Float32Array, K: number): readonly Measured[] {
  const voxels = probabilities.length / K;
  const logits = Array.from({ length: K }, (_, k) => logarithms(probabilities.subarray(k * voxels, (k + 1) * voxels)));
  return stabilityScores(logits).slice(1);
}

function logarithms(probabilities: Float32Array): Float32Array {
  return probabilities.map((value) => Math.log(Math.max(value, SMALLEST)));
}
