/**
 * Intraclass correlation: how much of the variance between single ratings is between subjects.
 *
 * Source: Shrout and Fleiss 1979, Psychol Bull 86:420–428, doi:10.1037/0033-2909.86.2.420, whose names the forms bear.
 */
import { CardiacError } from "../errors.ts";
import { type Measured, notMeasurable } from "../measured.ts";
import { assertFinite, mean } from "./summary.ts";

/**
 * ICC(1,1): each subject has raters of its own. ICC(2,1): the same raters for all, drawn from many; absolute agreement.
 * ICC(3,1): the same raters for all, and no others meant; consistency, which a constant bias leaves untouched.
 */
export type IntraclassForm = "ICC(1,1)" | "ICC(2,1)" | "ICC(3,1)";

/** Mean squares of n subjects and k raters: between subjects, within subjects, between raters, residual. */
interface MeanSquares {
  readonly n: number;
  readonly k: number;
  readonly MSR: number;
  readonly MSW: number;
  readonly MSC: number;
  readonly MSE: number;
}

/** Variance between subjects, and all variance. */
const forms: Readonly<Record<IntraclassForm, (squares: MeanSquares) => readonly [number, number]>> = {
  "ICC(1,1)": ({ k, MSR, MSW }) => [MSR - MSW, MSR + (k - 1) * MSW],
  "ICC(2,1)": ({ n, k, MSR, MSC, MSE }) => [MSR - MSE, MSR + (k - 1) * MSE + (k * (MSC - MSE)) / n],
  "ICC(3,1)": ({ k, MSR, MSE }) => [MSR - MSE, MSR + (k - 1) * MSE],
};

/** Variance below this share of the mean square rating is the rounding of sums, not a difference between ratings. */
const ROUNDING = 1e-12;

/**
 * Intraclass correlation of single ratings, by default ICC(2,1). Needs two subjects and two raters; not measurable where
 * the ratings do not differ in what the form compares. May be negative.
 * @param ratings one row a subject, one column a rater.
 * @throws {CardiacError} `argument` when a rating is missing or not finite.
 */
export function intraclassCorrelation(
  ratings: readonly (readonly number[])[],
  form: IntraclassForm = "ICC(2,1)",
): Measured {
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  if (ratings.some((row) => row.length !== k)) throw new CardiacError("argument", "every subject needs every rating");
  assertFinite(ratings.flat());
  if (n < 2 || k < 2) return notMeasurable("an intraclass correlation needs two subjects and two ratings");
  const [betweenSubjects, total] = forms[form](meanSquares(ratings, n, k));
  const scale = mean(ratings.flat().map((rating) => rating ** 2));
  return total > ROUNDING * scale ? betweenSubjects / total : notMeasurable(`the ratings do not differ: no ${form}`);
}

function meanSquares(ratings: readonly (readonly number[])[], n: number, k: number): MeanSquares {
  const grandMean = mean(ratings.flat());
  const subjectMeans = ratings.map(mean);
  const raterMeans = Array.from({ length: k }, (_, rater) => mean(ratings.map((row) => row[rater]!)));
  const squares = (values: readonly number[], about: (index: number) => number) =>
    values.reduce((sum, value, index) => sum + (value - about(index)) ** 2, 0);
  const within = ratings.map((row, subject) => squares(row, () => subjectMeans[subject]!));
  const residual = ratings.map((row, subject) =>
    squares(row, (rater) => subjectMeans[subject]! + raterMeans[rater]! - grandMean),
  );
  return {
    n,
    k,
    MSR: (k * squares(subjectMeans, () => grandMean)) / (n - 1),
    MSW: mean(within) / (k - 1),
    MSC: (n * squares(raterMeans, () => grandMean)) / (k - 1),
    MSE: (n * mean(residual)) / ((n - 1) * (k - 1)),
  };
}
