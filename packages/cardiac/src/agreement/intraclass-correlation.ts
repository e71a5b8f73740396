/** Intraclass correlation: how much of the variance between single ratings is between subjects. */
import { CardiacError } from "../errors.ts";
import { type Measured, notMeasurable } from "../measured.ts";
import { assertFinite, mean } from "./summary.ts";

/**
 * ICC(2,1): two-way random effects, absolute agreement, single rating,
 * (MSR − MSE) / (MSR + (k − 1)·MSE + k·(MSC − MSE) / n), for n subjects and k raters.
 * Needs two subjects and two raters; not measurable when all ratings are the same. May be negative.
 *
 * Source: Shrout and Fleiss 1979, Psychol Bull 86:420–428, doi:10.1037/0033-2909.86.2.420.
 * @param ratings one row a subject, one column a rater.
 * @throws {CardiacError} `argument` when a rating is missing or not finite.
 */
export function intraclassCorrelation(ratings: readonly (readonly number[])[]): Measured {
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  if (ratings.some((row) => row.length !== k)) throw new CardiacError("argument", "every subject needs every rating");
  assertFinite(ratings.flat());
  if (n < 2 || k < 2) return notMeasurable("an intraclass correlation needs two subjects and two ratings");

  const grandMean = mean(ratings.flat());
  const subjectMeans = ratings.map(mean);
  const raterMeans = Array.from({ length: k }, (_, rater) => mean(ratings.map((row) => row[rater]!)));
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + (value - grandMean) ** 2, 0);
  const betweenSubjects = k * squares(subjectMeans);
  const betweenRaters = n * squares(raterMeans);
  const residual = squares(ratings.flat()) - betweenSubjects - betweenRaters;

  const MSR = betweenSubjects / (n - 1);
  const MSC = betweenRaters / (k - 1);
  const MSE = residual / ((n - 1) * (k - 1));
  const total = MSR + (k - 1) * MSE + (k * (MSC - MSE)) / n;
  return total > 0 ? (MSR - MSE) / total : notMeasurable("all ratings are the same");
}
