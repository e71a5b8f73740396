/**
 * Reference values by sex and age as a user gives them: of their own laboratory, or copied from a publication. None is built
 * in. A row that fits a person takes the place of the built-in range and z-score of its measure.
 *
 * Ages are completed years, both ends included, as publications print them: 40 to 49 holds from the fortieth birthday to the
 * day before the fiftieth.
 */
import type { PapillaryConvention } from "./conventions.ts";
import { zScore } from "./local-reference.ts";
import { isMeasured, type Measured, notMeasurable } from "./measured.ts";
import {
  LIMITS_ONLY,
  type RangedMeasure,
  type ReferenceRange,
  type ReferenceSubject,
  rangedUnits,
  type Sex,
} from "./reference-ranges.ts";

export interface ReferenceRow {
  readonly measure: RangedMeasure;
  /** Null holds for either, and for a person whose sex is not known. */
  readonly sex: Sex | null;
  /** Null is open; a row that is open at both ends holds for a person whose age is not known. */
  readonly ageYears: readonly [from: number | null, to: number | null];
  /** Limits, or null where the source gives none; where both are null there is a distribution. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly distribution: { readonly mean: number; readonly standardDeviation: number } | null;
  readonly papillaryMuscles: PapillaryConvention;
  readonly source: string;
}

/** Its rows do not overlap: `overlappingRows` finds none. */
export type ReferenceTable = readonly ReferenceRow[];

/** The row that fits; or why none of those of the measure does; or that the table is not about the measure. */
export type ReferenceFit =
  | { readonly kind: "fits"; readonly row: ReferenceRow }
  | { readonly kind: "none-fits"; readonly because: string }
  | { readonly kind: "no-row" };

/** Looks for the row that holds for a measure of a person, taken under a convention. Nothing that is not known is guessed. */
export function referenceFit(table: ReferenceTable, measure: RangedMeasure, subject: ReferenceSubject): ReferenceFit {
  const { sex, ageYears, papillaryMuscles } = subject;
  const ofMeasure = table.filter((row) => row.measure === measure);
  if (ofMeasure.length === 0) return { kind: "no-row" };
  const ofConvention = ofMeasure.filter((row) => row.papillaryMuscles === papillaryMuscles);
  if (ofConvention.length === 0) return noneFits("its rows count papillary muscles otherwise");
  const ofSex = ofConvention.filter((row) => row.sex === null || row.sex === sex);
  if (ofSex.length === 0) return noneFits(sex === undefined ? "sex is not known" : `it has no row for ${nouns[sex]}`);
  const row = ofSex.find((each) => holdsAtAge(each, ageYears));
  if (row !== undefined) return { kind: "fits", row };
  return noneFits(ageYears === undefined ? "age is not known" : `it has no row for ${Math.floor(ageYears)} years`);
}

function noneFits(because: string): ReferenceFit {
  return { kind: "none-fits", because };
}

function holdsAtAge({ ageYears: [from, to] }: ReferenceRow, ageYears: number | undefined): boolean {
  if (ageYears === undefined) return from === null && to === null;
  const completed = Math.floor(ageYears);
  return (from === null || completed >= from) && (to === null || completed <= to);
}

/** For limits that hold 95 of 100 people of a normal distribution: its 97.5th percentile. */
const DEVIATIONS_TO_LIMIT = 1.96;

/** The limits of a row as they are given; where it gives none, mean ± 1.96 deviations, and the source then says so. */
export function rangeOfRow(row: ReferenceRow): ReferenceRange {
  const { measure, lower, upper, distribution, papillaryMuscles, source } = row;
  const rest = { unit: rangedUnits[measure], people: peopleOf(row), origin: "given", papillaryMuscles } as const;
  if (distribution === null || lower !== null || upper !== null) return { lower, upper, ...rest, source };
  const { mean, standardDeviation } = distribution;
  const toLimit = DEVIATIONS_TO_LIMIT * standardDeviation;
  const derived = `mean ± ${DEVIATIONS_TO_LIMIT} SD of ${source}`;
  return { lower: mean - toLimit, upper: mean + toLimit, ...rest, source: derived };
}

/** Deviations from the mean of a row, or why there are none. */
export function zScoreOfRow({ distribution, source }: ReferenceRow, value: Measured): Measured {
  if (!isMeasured(value)) return value;
  return distribution === null ? notMeasurable(LIMITS_ONLY) : zScore(value, { ...distribution, source });
}

const nouns = { male: "males", female: "females" } as const satisfies Record<Sex, string>;

function peopleOf({ sex, ageYears: [from, to] }: ReferenceRow): string {
  const noun = sex === null ? "people" : nouns[sex];
  if (from === null) return to === null ? `${noun} of any age` : `${noun} up to ${to} years`;
  if (to === null) return `${noun} from ${from} years`;
  return from === to ? `${noun} of ${from} years` : `${noun} of ${from} to ${to} years`;
}

/** The first two rows that could both fit one person, by their places from 0; undefined where there are none. */
export function overlappingRows(table: ReferenceTable): readonly [first: number, second: number] | undefined {
  for (const [second, row] of table.entries()) {
    const first = table.slice(0, second).findIndex((each) => isOverlapping(each, row));
    if (first !== -1) return [first, second];
  }
  return undefined;
}

function isOverlapping(a: ReferenceRow, b: ReferenceRow): boolean {
  return (
    a.measure === b.measure &&
    a.papillaryMuscles === b.papillaryMuscles &&
    (a.sex === null || b.sex === null || a.sex === b.sex) &&
    isBelow(a.ageYears[0], b.ageYears[1]) &&
    isBelow(b.ageYears[0], a.ageYears[1])
  );
}

function isBelow(from: number | null, to: number | null): boolean {
  return from === null || to === null || from <= to;
}
