/**
 * How far predicted landmarks lie from where a reader put them, in mm, and how many were found.
 *
 * Success rates count a landmark that was not predicted as a failure, so that a model cannot improve by staying silent.
 * Source of the rates: success detection rate, Wang et al. 2016, Med Image Anal 31:63–76,
 * doi:10.1016/j.media.2016.02.004.
 */
import { CardiacError } from "../errors.ts";
import { type Measured, notMeasurable } from "../measured.ts";
import { type Summary, summary } from "./summary.ts";

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

export interface LandmarkSummary {
  /** Of the distances that exist. */
  readonly distanceMm: Summary;
  /** Read by the reader, not predicted. */
  readonly missed: number;
  /** Predicted, not read. */
  readonly unexpected: number;
  readonly successRates: readonly SuccessRate[];
}

export interface SuccessRate {
  readonly thresholdMm: number;
  /** Share of the landmarks that the reader put which were predicted at most this far away. */
  readonly rate: Measured;
}

const NOTHING_READ = notMeasurable("no landmark has a reference");

/**
 * Distances and success rates over landmarks.
 * @param thresholdsMm as far as a success may lie; a landmark exactly that far away is one.
 * @throws {CardiacError} `argument` when a threshold is not a finite number of mm from 0 on.
 */
export function landmarkSummary(
  landmarks: readonly LandmarkDistance[],
  thresholdsMm: readonly number[],
): LandmarkSummary {
  const wrong = thresholdsMm.find((mm) => !(mm >= 0 && Number.isFinite(mm)));
  if (wrong !== undefined)
    throw new CardiacError("argument", `a threshold in mm is finite and not negative, got ${wrong}`);
  const distances = landmarks.flatMap((one) => (one.kind === "scored" ? [one.distanceMm] : []));
  const missing = (from: "predicted" | "reference") =>
    landmarks.filter((one) => one.kind === "unmatched" && one.missingFrom === from).length;
  const read = distances.length + missing("predicted");
  return {
    distanceMm: summary(distances),
    missed: missing("predicted"),
    unexpected: missing("reference"),
    successRates: thresholdsMm.map((thresholdMm) => ({
      thresholdMm,
      rate: read === 0 ? NOTHING_READ : distances.filter((mm) => mm <= thresholdMm).length / read,
    })),
  };
}
