/** A set of numbers told in few: a mean comes with its n and spread. */
import { CardiacError } from "../errors.ts";
import { type Measured, notMeasurable } from "../measured.ts";
import { quantileOfSorted } from "./quantile.ts";

export interface Summary {
  readonly n: number;
  readonly mean: Measured;
  /** Of the sample, n − 1. */
  readonly standardDeviation: Measured;
  readonly median: Measured;
  readonly lowerQuartile: Measured;
  readonly upperQuartile: Measured;
}

/**
 * Nothing has a mean when n is 0, and no spread when n is 1. Cases without a value are the caller's to count.
 * @throws {CardiacError} `argument` when a value is not finite.
 */
export function summary(values: readonly number[]): Summary {
  assertFinite(values);
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (share: number) => (sorted.length === 0 ? NO_VALUES : quantileOfSorted(sorted, share));
  return {
    n: values.length,
    mean: values.length === 0 ? NO_VALUES : mean(values),
    standardDeviation: values.length < 2 ? ONE_VALUE : standardDeviation(values),
    median: quantile(0.5),
    lowerQuartile: quantile(0.25),
    upperQuartile: quantile(0.75),
  };
}

const NO_VALUES = notMeasurable("there are no values");
const ONE_VALUE = notMeasurable("a spread needs at least two values");

/** @throws {CardiacError} `argument` naming the first value that is not finite. */
export function assertFinite(values: readonly number[]): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at !== -1) throw new CardiacError("argument", `value ${at} is ${values[at]}: leave out what was not measured`);
}

/** Arithmetic mean of at least one value. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample of at least two values. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
