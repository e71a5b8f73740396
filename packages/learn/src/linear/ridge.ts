/**
 * Ridge regression on standardised features, its penalty chosen by cross-validation within the patients that it is fitted to.
 *
 * Source: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed. 2009, §3.4.1 and §18.3.5, by which as many
 * equations are solved as there are rows, however many features.
 */
import { dot, type Features, featureRow, selectRows } from "./features.ts";
import { patientFolds } from "./patient-folds.ts";
import { solvePositive } from "./solve-positive.ts";
import { standardiser } from "./standardise.ts";

/** What is known of each row of features. */
export interface RowValues {
  readonly value: readonly number[];
  /** No patient ever helps to judge itself. */
  readonly patient: readonly string[];
}

export interface RidgeOptions {
  /** Folds of the patients that a model is fitted to, by which its penalty is chosen. */
  readonly innerFolds: number;
  /** λ of mean square error + λ·F·‖w‖² on F features of deviation 1, so that λ means the same for any F; the strongest of equals is taken. */
  readonly penalties: readonly number[];
}

const ridgeDefaults: RidgeOptions = { innerFolds: 5, penalties: [100, 30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01] };

export interface Ridge {
  readonly penalty: number;
  /** The value of each row of features. */
  readonly predict: (features: Features) => number[];
}

/** Fits to all rows, at least one. */
export function fitRidge(features: Features, values: RowValues, options: RidgeOptions = ridgeDefaults): Ridge {
  return ridgeOf(features, values, bestPenalty(features, values, options));
}

/** The value of every row by a model of the rows of other folds' patients. */
export function crossRidge(
  features: Features,
  values: RowValues,
  folds: number,
  options: RidgeOptions = ridgeDefaults,
): number[] {
  const all = new Array<number>(features.count);
  for (const { seen, unseen } of partings(features, values, folds)) {
    const predicted = fitRidge(seen.features, seen.values, options).predict(unseen.features);
    predicted.forEach((value, i) => {
      all[unseen.rows[i]!] = value;
    });
  }
  return all;
}

/** The penalty under which models of most patients are least wrong about the others, in squares. */
function bestPenalty(features: Features, values: RowValues, { penalties, innerFolds }: RidgeOptions): number {
  const squares = penalties.map(() => 0);
  for (const { seen, unseen } of partings(features, values, innerFolds))
    penalties.forEach((penalty, i) => {
      const predicted = ridgeOf(seen.features, seen.values, penalty).predict(unseen.features);
      predicted.forEach((value, row) => {
        squares[i]! += (value - unseen.values.value[row]!) ** 2;
      });
    });
  return penalties[squares.indexOf(Math.min(...squares))]!;
}

/** w = Zᵀ(ZZᵀ + λ·n·F)⁻¹(y − ȳ) of standardised rows Z, n of F features. */
function ridgeOf(features: Features, { value }: RowValues, penalty: number): Ridge {
  const standardise = standardiser(features);
  const rows = standardise(features);
  const { count, width } = rows;
  const mean = value.reduce((sum, y) => sum + y, 0) / count;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++)
      gram[i * count + j] = dot(featureRow(rows, i), featureRow(rows, j)) + (i === j ? penalty * count * width : 0);
  const dual = solvePositive(
    gram,
    Float64Array.from(value, (y) => y - mean),
  );
  const weights = new Float32Array(width);
  for (let i = 0; i < count; i++)
    featureRow(rows, i).forEach((z, e) => {
      weights[e]! += dual[i]! * z;
    });
  const predict = (others: Features) => {
    const asked = standardise(others);
    return Array.from({ length: asked.count }, (_, i) => mean + dot(featureRow(asked, i), weights));
  };
  return { penalty, predict };
}

interface Rows {
  readonly rows: readonly number[];
  readonly features: Features;
  readonly values: RowValues;
}

/** Each fold's rows beside those of all other patients, low and high values in every fold. */
function* partings(
  features: Features,
  { value, patient }: RowValues,
  folds: number,
): Generator<{ readonly seen: Rows; readonly unseen: Rows }> {
  const foldOf = patientFolds(patient, fifths(value), folds);
  const part = (isWanted: (fold: number) => boolean): Rows => {
    const rows = [...foldOf.keys()].filter((i) => isWanted(foldOf[i]!));
    const values = { value: rows.map((row) => value[row]!), patient: rows.map((row) => patient[row]!) };
    return { rows, features: selectRows(features, rows), values };
  };
  for (const fold of new Set(foldOf)) yield { seen: part((f) => f !== fold), unseen: part((f) => f === fold) };
}

/** Which fifth of all values each belongs to. */
function fifths(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => Math.floor((5 * sorted.indexOf(value)) / values.length));
}
