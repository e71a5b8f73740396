/** From probabilities on prepared voxels to classes on the image's own, where it is measured. */
import { connectedComponents, largestComponent } from "@cmrkit/cardiac";
import { labelsFromScores } from "@cmrkit/imaging";
import { centredGrid } from "../loading/preprocess.ts";
import type { TaskConfig } from "./config.ts";
import { type Predictor, predictVoxels } from "./predict.ts";
import type { NativeGrid, PreparedImage } from "./prepared-image.ts";

/** What of a segmentation decides which voxels are of which class. */
export type SegmentedBy = Pick<Extract<TaskConfig, { readonly kind: "segmentation" }>, "classes" | "onePiece">;

export interface SegmentedImage {
  /** (Z, Y, X) on the image's own voxels. */
  readonly classes: Uint8Array;
  /** (K, Z, Y, X) on the prepared ones, background first. */
  readonly probabilities: Float32Array;
}

/** By a network's windows. */
export async function segmentImage(
  image: PreparedImage,
  { classes, onePiece }: SegmentedBy,
  predictor: Predictor,
): Promise<SegmentedImage> {
  const K = Object.keys(classes).length + 1;
  const probabilities = await predictVoxels(predictor, image, K);
  const labels = nativeClasses(probabilities, K, image);
  return { classes: onePiece ? largestPiece(labels, image.native.size) : labels, probabilities };
}

/** Classes (Z, Y, X) on the image's own voxels. */
export async function predictedClasses(image: PreparedImage, task: SegmentedBy, predictor: Predictor) {
  const { classes } = await segmentImage(image, task, predictor);
  return classes;
}

/** All classes together as one piece, voxels that touch by a corner too: what lies elsewhere becomes background. */
export function largestPiece(labels: Uint8Array, [Z, Y, X]: NativeGrid["size"]): Uint8Array {
  const pieces = connectedComponents([X, Y, Z], (at) => labels[at] !== 0, 26);
  const largest = largestComponent(pieces);
  return labels.map((label, at) => (pieces.componentOf[at] === largest ? label : 0));
}

/** @param probabilities (K, Z, Y, X). @returns classes (Z, Y, X) of the native grid. */
export function nativeClasses(probabilities: Float32Array, K: number, image: PreparedImage): Uint8Array {
  const [, Z, Y, X] = image.size;
  const scores = { grid: centredGrid([Z, Y, X], image.spacing), frameCount: 1, classCount: K, data: probabilities };
  const { size, spacingMm } = image.native;
  return labelsFromScores(scores, centredGrid(size, spacingMm ?? [1, 1, 1])).labels;
}
