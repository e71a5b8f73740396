/** From probabilities on prepared voxels to classes on the image's own, where it is measured. */
import { labelsFromScores } from "@cmrkit/imaging";
import { centredGrid } from "../loading/preprocess.ts";
import type { PreparedImage } from "./prepared-image.ts";

/** @param probabilities (K, Z, Y, X). @returns classes (Z, Y, X) of the native grid. */
export function nativeClasses(probabilities: Float32Array, K: number, image: PreparedImage): Uint8Array {
  const [, Z, Y, X] = image.size;
  const scores = { grid: centredGrid([Z, Y, X], image.spacing), frameCount: 1, classCount: K, data: probabilities };
  const { size, spacingMm } = image.native;
  return labelsFromScores(scores, centredGrid(size, spacingMm ?? [1, 1, 1])).labels;
}
