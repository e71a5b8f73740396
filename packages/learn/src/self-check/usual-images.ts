/**
 * How images usually look, as a normal distribution of features, and how far one lies from it: Mahalanobis's distance with a
 * ridge, since there are more features than images.
 *
 * Sources: Mahalanobis 1936; the ridge: Ledoit & Wolf 2004, doi:10.1016/S0047-259X(03)00096-4 (identity as target, fixed weight).
 */
import { type Features, featureRow } from "../linear/features.ts";
import { solvePositive } from "../linear/solve-positive.ts";

/** Added to the variance 1 of every standardised feature. */
const RIDGE = 1;

export interface UsualImages {
  readonly width: number;
  readonly mean: Float64Array;
  /** 1 over the deviation; 0 for a feature that never varies. */
  readonly scale: Float64Array;
  /** Covariance of standardised features with the ridge, row-major (width, width). */
  readonly covariance: Float64Array;
}

export function fitUsualImages(features: Features): UsualImages {
  const { count, width } = features;
  const mean = new Float64Array(width);
  const variance = new Float64Array(width);
  const rows = Array.from({ length: count }, (_, i) => featureRow(features, i));
  for (const row of rows) for (let at = 0; at < width; at++) mean[at]! += row[at]! / count;
  for (const row of rows) for (let at = 0; at < width; at++) variance[at]! += (row[at]! - mean[at]!) ** 2 / count;
  const scale = variance.map((value) => (value > 0 ? 1 / Math.sqrt(value) : 0));
  const covariance = new Float64Array(width * width);
  for (const row of rows) {
    const z = standardised(row, { mean, scale });
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) covariance[a * width + b]! += (z[a]! * z[b]!) / count;
  }
  for (let at = 0; at < width; at++) covariance[at * width + at]! += RIDGE;
  return { width, mean, scale, covariance };
}

function standardised(row: Float32Array, { mean, scale }: Pick<UsualImages, "mean" | "scale">): Float64Array {
  return mean.map((usual, at) => (row[at]! - usual) * scale[at]!);
}

/** Squared distance of an image. */
export function distanceFromUsual(row: Float32Array, usual: UsualImages): number {
  const z = standardised(row, usual);
  const solved = solvePositive(usual.covariance.slice(), z);
  return z.reduce((sum, value, at) => sum + value * solved[at]!, 0);
}

/** The inverse of the covariance, row-major. */
export function precisionOf({ width, covariance }: UsualImages): Float32Array {
  const precision = new Float32Array(width * width);
  for (let at = 0; at < width; at++) {
    const unit = new Float64Array(width);
    unit[at] = 1;
    precision.set(solvePositive(covariance.slice(), unit), at * width);
  }
  return precision;
}
