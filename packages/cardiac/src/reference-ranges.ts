/**
 * Reference ranges of healthy adults by sex, and z-scores where a source gives mean and deviation. Each holds for one
 * convention only: all of these count papillary muscles to the cavity, and have no counterpart here for the other convention.
 *
 * No range here goes by age: the sources pool adults. Volumes fall with age, and there are
 * tables by age (in Petersen 2017, and of the Healthy Hearts Consortium); only numbers that were looked up stand here. A user
 * who has such a table gives it as a `ReferenceTable`, whose rows go before what is built in.
 *
 * Sources: Zhan et al. 2024, Circ Cardiovasc Imaging 17:e016090, doi:10.1161/CIRCIMAGING.123.016090 (254 studies of
 * 12,812 adults reviewed, 52 pooled); Kawel-Boehm et al. 2025, JCMR 27:101853, doi:10.1016/j.jocmr.2025.101853.
 * Means and deviations: Petersen et al. 2017, doi:10.1186/s12968-017-0327-9 (804 healthy Caucasians of the UK
 * Biobank, 1.5 T), its abstract; that it counts papillary muscles to the cavity: Kawel-Boehm et al. 2020, table 1,
 * doi:10.1186/s12968-020-00683-3.
 */
import type { PapillaryConvention } from "./conventions.ts";
import { zScore } from "./local-reference.ts";
import { isMeasured, type Measured, notMeasurable } from "./measured.ts";

export type Sex = "male" | "female";

/** The measures that are held against ranges, named as in `measurements.json`, after their ventricle, and their units. */
export const rangedUnits = Object.freeze({
  "leftVentricle.ejectionFractionPercent": "%",
  "leftVentricle.endDiastolicVolumeMlPerM2": "ml/m²",
  "leftVentricle.endSystolicVolumeMlPerM2": "ml/m²",
  "leftVentricle.strokeVolumeMlPerM2": "ml/m²",
  "leftVentricle.cardiacIndexLPerMinPerM2": "l/min/m²",
  "leftVentricle.endDiastolicMassGPerM2": "g/m²",
  "rightVentricle.ejectionFractionPercent": "%",
  "rightVentricle.endDiastolicVolumeMlPerM2": "ml/m²",
  "rightVentricle.endSystolicVolumeMlPerM2": "ml/m²",
  "rightVentricle.strokeVolumeMlPerM2": "ml/m²",
} as const);

export type RangedMeasure = keyof typeof rangedUnits;

export type RangedUnit = (typeof rangedUnits)[RangedMeasure];

/** Limits of normal; null where the source gives none on that side. */
export interface ReferenceRange {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly unit: RangedUnit;
  /** Whose limits they are: sex, and age where the source goes by it. */
  readonly people: string;
  readonly source: string;
  /** Whether it is one of those below, or of a table that a user gave. */
  readonly origin: "built-in" | "given";
  readonly papillaryMuscles: PapillaryConvention;
}

const men = { people: "healthy male adults", origin: "built-in" } as const;
const women = { people: "healthy female adults", origin: "built-in" } as const;
const zhan2024 = { source: "Zhan 2024, doi:10.1161/CIRCIMAGING.123.016090", papillaryMuscles: "cavity" } as const;
const scmr2025 = { source: "SCMR 2025, doi:10.1016/j.jocmr.2025.101853", papillaryMuscles: "cavity" } as const;

/** Of the measures for which a source was looked up. */
export const referenceRanges = Object.freeze({
  "leftVentricle.ejectionFractionPercent": {
    male: { lower: 52, upper: 73, unit: "%", ...men, ...zhan2024 },
    female: { lower: 54, upper: 75, unit: "%", ...women, ...zhan2024 },
  },
  "leftVentricle.endDiastolicVolumeMlPerM2": {
    male: { lower: 60, upper: 109, unit: "ml/m²", ...men, ...zhan2024 },
    female: { lower: 56, upper: 96, unit: "ml/m²", ...women, ...zhan2024 },
  },
  "leftVentricle.endDiastolicMassGPerM2": {
    male: { lower: 41, upper: 76, unit: "g/m²", ...men, ...zhan2024 },
    female: { lower: 33, upper: 57, unit: "g/m²", ...women, ...zhan2024 },
  },
  "rightVentricle.ejectionFractionPercent": {
    male: { lower: 44, upper: null, unit: "%", ...men, ...scmr2025 },
    female: { lower: 47, upper: null, unit: "%", ...women, ...scmr2025 },
  },
  "rightVentricle.endDiastolicVolumeMlPerM2": {
    male: { lower: 47, upper: 116, unit: "ml/m²", ...men, ...scmr2025 },
    female: { lower: 44, upper: 99, unit: "ml/m²", ...women, ...scmr2025 },
  },
  "rightVentricle.endSystolicVolumeMlPerM2": {
    male: { lower: 16, upper: 52, unit: "ml/m²", ...men, ...scmr2025 },
    female: { lower: 13, upper: 43, unit: "ml/m²", ...women, ...scmr2025 },
  },
} satisfies Partial<Record<RangedMeasure, Readonly<Record<Sex, ReferenceRange>>>>);

const rangesBuiltIn: Readonly<Partial<Record<RangedMeasure, Readonly<Record<Sex, ReferenceRange>>>>> = referenceRanges;

/** Mean and standard deviation of healthy people. */
export interface ReferenceDistribution {
  readonly mean: number;
  readonly standardDeviation: number;
  /** Of the people it was measured in; it says nothing of others. */
  readonly ageYears: readonly [youngest: number, oldest: number];
  readonly source: string;
  readonly papillaryMuscles: PapillaryConvention;
}

const petersen2017 = {
  ageYears: [45, 74],
  source: "Petersen 2017, doi:10.1186/s12968-017-0327-9",
  papillaryMuscles: "cavity",
} as const;

/** Of the measures whose source gives them; all others are published as limits. */
export const referenceDistributions: Readonly<
  Partial<Record<RangedMeasure, Readonly<Record<Sex, ReferenceDistribution>>>>
> = Object.freeze({
  "leftVentricle.ejectionFractionPercent": {
    male: { mean: 58, standardDeviation: 5, ...petersen2017 },
    female: { mean: 61, standardDeviation: 5, ...petersen2017 },
  },
  "leftVentricle.endDiastolicMassGPerM2": {
    male: { mean: 53, standardDeviation: 9, ...petersen2017 },
    female: { mean: 42, standardDeviation: 7, ...petersen2017 },
  },
});

/** Why a value that has a range has no z-score. */
export const LIMITS_ONLY = "the source of its range gives limits only, no mean and deviation";

/** Whom a value is held against. */
export interface ReferenceSubject {
  readonly sex?: Sex | undefined;
  readonly ageYears?: number | undefined;
  readonly papillaryMuscles: PapillaryConvention;
}

/**
 * How many standard deviations a value lies from the mean of healthy people of its sex, or why nobody can say: without sex or
 * age, beyond the ages that the source studied, by another convention, or where the source gives limits alone.
 */
export function referenceZScore(measure: RangedMeasure, value: Measured, subject: ReferenceSubject): Measured {
  const { sex, ageYears, papillaryMuscles } = subject;
  const bySex = referenceDistributions[measure];
  if (!isMeasured(value)) return value;
  if (rangesBuiltIn[measure] === undefined) return notMeasurable("no reference is built in for it");
  if (bySex === undefined) return notMeasurable(LIMITS_ONLY);
  if (sex === undefined) return notMeasurable("sex is not known");
  const reference = bySex[sex];
  if (reference.papillaryMuscles !== papillaryMuscles)
    return notMeasurable("the reference counts papillary muscles to the cavity");
  const [youngest, oldest] = reference.ageYears;
  const people = `the reference is of people of ${youngest} to ${oldest} years`;
  if (ageYears === undefined) return notMeasurable(`age is not known, and ${people}`);
  if (ageYears < youngest || ageYears >= oldest + 1) return notMeasurable(`${people}, not of ${Math.floor(ageYears)}`);
  return zScore(value, reference);
}

export type RangePosition = "below" | "within" | "above";

/** The built-in range of a measure taken under a convention, or null when there is none for it or for that convention. */
export function referenceRange(
  measure: RangedMeasure,
  sex: Sex,
  papillaryMuscles: PapillaryConvention,
): ReferenceRange | null {
  const range = rangesBuiltIn[measure]?.[sex];
  return range?.papillaryMuscles === papillaryMuscles ? range : null;
}

/** Where a value lies in its range; the limits themselves are within. The value is compared as it is, not rounded. */
export function rangePosition(value: number, range: ReferenceRange): RangePosition {
  if (range.lower !== null && value < range.lower) return "below";
  return range.upper !== null && value > range.upper ? "above" : "within";
}
