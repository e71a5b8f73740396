/** Features: one row of numbers for each image, as an encoder gave them, or for each patient, as a table has them. */
import { LearnError } from "../errors.ts";

export interface Features {
  /** Row-major (count, width). */
  readonly data: Float32Array;
  readonly count: number;
  readonly width: number;
}

/**
 * Takes rows of `width` numbers as an encoder's features.
 * @throws {LearnError} `diverged` when one is not a finite number, naming its row: no distance to it means anything.
 */
export function featuresOf(data: Float32Array, width: number): Features {
  const count = data.length / width;
  if (!Number.isInteger(count)) throw new Error(`internal: ${data.length} numbers are no rows of ${width}`);
  const strange = data.findIndex((value) => !Number.isFinite(value));
  if (strange !== -1)
    throw new LearnError(
      "diverged",
      `feature ${strange % width} of image ${Math.floor(strange / width)} is ${data[strange]}; the encoder's weights have diverged`,
    );
  return { data, count, width };
}

/** Rows of one width, one after the other. */
export function joinedRows(rows: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    data.set(row, at);
    at += row.length;
  }
  return data;
}

/** The features of one image, a view. */
export function featureRow({ data, width }: Features, i: number): Float32Array {
  return data.subarray(i * width, (i + 1) * width);
}

/** Rows of length 1, so that a product of two is their cosine; a row of zeros stays one. */
export function unitRows(features: Features): Features {
  const data = features.data.slice();
  const unit = { ...features, data };
  for (let i = 0; i < features.count; i++) {
    const row = featureRow(unit, i);
    const length = Math.sqrt(dot(row, row));
    if (length > 0) for (let e = 0; e < row.length; e++) row[e]! /= length;
  }
  return unit;
}

/** Some of the rows, in the given order. */
export function selectRows(features: Features, rows: readonly number[]): Features {
  const data = new Float32Array(rows.length * features.width);
  rows.forEach((row, i) => {
    data.set(featureRow(features, row), i * features.width);
  });
  return { data, count: rows.length, width: features.width };
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
