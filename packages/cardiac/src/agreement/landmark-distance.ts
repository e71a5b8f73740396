/** How far predicted landmarks lie from where a reader put them, in mm. */
import { CardiacError } from "../errors.ts";

/** A place in voxels, along the axes of the image in the image's order; whole numbers are voxel centres. */
export type LandmarkPoint = readonly number[];

/** One landmark predicted and read, or why there is no distance between the two. */
export type LandmarkDistance =
  | { readonly kind: "scored"; readonly distanceMm: number }
  /** In neither: not in this view, and rightly not predicted. */
  | { readonly kind: "absent" }
  /** In one only. */
  | { readonly kind: "unmatched"; readonly missingFrom: "predicted" | "reference" };

/**
 * Euclidean distance in mm between two points of one image whose voxels have a length of their own along each axis.
 * @param predicted `undefined` where the model found none, `reference` where the reader did not.
 * @throws {CardiacError} `argument` when the points and the spacing differ in their number of axes, a coordinate is not
 *   finite or a spacing is not above zero.
 */
export function landmarkDistance(
  predicted: LandmarkPoint | undefined,
  reference: LandmarkPoint | undefined,
  spacingMm: readonly number[],
): LandmarkDistance {
  assertSpacing(spacingMm);
  for (const point of [predicted, reference]) if (point) assertPoint(point, spacingMm.length);
  if (!predicted && !reference) return { kind: "absent" };
  if (!predicted) return { kind: "unmatched", missingFrom: "predicted" };
  if (!reference) return { kind: "unmatched", missingFrom: "reference" };
  const distanceMm = Math.hypot(...spacingMm.map((mm, axis) => (predicted[axis]! - reference[axis]!) * mm));
  return { kind: "scored", distanceMm };
}

function assertSpacing(spacingMm: readonly number[]): void {
  if (spacingMm.length > 0 && spacingMm.every((mm) => Number.isFinite(mm) && mm > 0)) return;
  throw new CardiacError("argument", `a distance in mm needs a spacing above zero along each axis, got [${spacingMm}]`);
}

function assertPoint(point: LandmarkPoint, axes: number): void {
  if (point.length === axes && point.every(Number.isFinite)) return;
  throw new CardiacError("argument", `a landmark of this image has ${axes} finite coordinates, got [${point}]`);
}
