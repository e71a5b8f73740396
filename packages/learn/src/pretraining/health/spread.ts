/**
 * How far features are spread over their space: what collapses when self-supervision fails.
 *
 * Sources: deviation of unit features, Chen & He 2021, arXiv:2011.10566 §4.1; effective rank, Roy & Vetterli 2007,
 * EUSIPCO, used for representations by Garrido et al. 2023, arXiv:2210.02885; dimensional collapse, Jing et al. 2022,
 * arXiv:2110.09348.
 */
import { dot, type Features, featureRow, unitRows } from "../../linear/features.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

/** All measured on rows scaled to length 1. */
export interface Spread {
  /** Standard deviation over the images of each feature times √E: 1 when directions are even, 0 when all are equal. */
  readonly deviations: Float64Array;
  /** Their mean. */
  readonly meanDeviation: number;
  /** exp of the entropy of the singular values of the centred rows, from 1 to min(n − 1, E); 0 when all rows are equal. */
  readonly effectiveRank: number;
  /** Mean cosine over all pairs of different images. */
  readonly meanCosine: number;
}

/** @param features At least two rows. */
export function featureSpread(features: Features): Spread {
  const unit = unitRows(features);
  const mean = columnMeans(unit);
  const deviations = columnDeviations(unit, mean);
  return {
    deviations,
    meanDeviation: deviations.reduce((sum, value) => sum + value, 0) / unit.width,
    effectiveRank: effectiveRank(centred(unit, mean)),
    meanCosine: meanCosine(unit, mean),
  };
}

function columnMeans({ data, count, width }: Features): Float64Array {
  const mean = new Float64Array(width);
  data.forEach((value, at) => {
    mean[at % width]! += value / count;
  });
  return mean;
}

function columnDeviations({ data, count, width }: Features, mean: Float64Array): Float64Array {
  const square = new Float64Array(width);
  data.forEach((value, at) => {
    square[at % width]! += (value - mean[at % width]!) ** 2 / count;
  });
  return square.map((variance) => Math.sqrt(variance * width));
}

function centred(unit: Features, mean: Float64Array): Features {
  return { ...unit, data: unit.data.map((value, at) => value - mean[at % unit.width]!) };
}

/** Σ over i ≠ j of cos(i, j) is ‖Σ rows‖² − Σ ‖row‖². */
function meanCosine({ data, count }: Features, mean: Float64Array): number {
  const ofSum = count ** 2 * mean.reduce((sum, value) => sum + value ** 2, 0);
  const ofRows = data.reduce((sum, value) => sum + value ** 2, 0);
  return (ofSum - ofRows) / (count * (count - 1));
}

/** Below this share of a row's length a spread is the rounding of float32. */
const ROUNDING = 1e-6;

function effectiveRank(rows: Features): number {
  const singular = singularValues(rows).filter((value) => value > ROUNDING * Math.sqrt(rows.count));
  const sum = singular.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  return Math.exp(singular.reduce((entropy, value) => entropy - (value / sum) * Math.log(value / sum), 0));
}

/** From the smaller of the two products of the matrix with itself. */
function singularValues(rows: Features): number[] {
  const { count, width } = rows;
  const product = count < width ? rowProducts(rows) : columnProducts(rows);
  const eigenvalues = symmetricEigenvalues(product, Math.min(count, width));
  return Array.from(eigenvalues, (value) => Math.sqrt(Math.max(0, value)));
}

/** X·Xᵀ, (count, count). */
function rowProducts(rows: Features): Float64Array {
  const product = new Float64Array(rows.count ** 2);
  for (let i = 0; i < rows.count; i++)
    for (let j = 0; j < rows.count; j++) product[i * rows.count + j] = dot(featureRow(rows, i), featureRow(rows, j));
  return product;
}

/** Xᵀ·X, (width, width). */
function columnProducts(rows: Features): Float64Array {
  const E = rows.width;
  const product = new Float64Array(E * E);
  for (let i = 0; i < rows.count; i++) {
    const row = featureRow(rows, i);
    for (let a = 0; a < E; a++) for (let b = 0; b < E; b++) product[a * E + b]! += row[a]! * row[b]!;
  }
  return product;
}
