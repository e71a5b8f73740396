/**
 * Where the measures of a study lie among those of people of the same sex and convention, and of the same age where the user
 * gave a table by age: within which limits, and how many standard deviations from the mean, or why that is not known.
 */
import {
  codedMeasures,
  type FunctionMeasurements,
  isMeasured,
  type Measured,
  notMeasurable,
  type RangedMeasure,
  type RangePosition,
  type ReferenceRange,
  type ReferenceSubject,
  type ReferenceTable,
  rangedUnits,
  rangeOfRow,
  rangePosition,
  referenceDistributions,
  referenceFit,
  referenceRange,
  referenceZScore,
  zScoreOfRow,
} from "@cmrkit/cardiac";
import type { Subject } from "./subject.ts";

export interface ComparedMeasure {
  /** Null where none fits: sex is not known, the ranges hold for another convention, or there is none. */
  readonly range: ReferenceRange | null;
  /** Null without a range, or where the measure itself is not measurable. */
  readonly position: RangePosition | null;
  readonly zScore: Measured;
  /** Of mean and deviation; null without a z-score. */
  readonly zScoreSource: string | null;
  /** Why no row of the given table fits, which has rows of this measure; null where one does, or none was to be expected. */
  readonly givenDoesNotFitBecause: string | null;
}

export type Comparison = Readonly<Record<RangedMeasure, ComparedMeasure>>;

type Source = Pick<FunctionMeasurements, "leftVentricle" | "rightVentricle" | "indexed" | "conventions"> & {
  readonly subject: Subject;
};

/**
 * Every ranged measure of a study.
 * @param table Of the user; a row that fits goes before what is built in, range and z-score alike.
 */
export function comparisonOf(measurements: Source, table: ReferenceTable = []): Comparison {
  const { subject, conventions, indexed } = measurements;
  const values = new Map(codedMeasures(measurements).flatMap(({ ranged, value }) => (ranged ? [[ranged, value]] : [])));
  const absent = notMeasurable(
    indexed === undefined ? "height and weight are not known" : "the heart rate is not known",
  );
  const person = { ...subject, papillaryMuscles: conventions.papillaryMuscles };
  return mapMeasures((measure) => compare(measure, values.get(measure) ?? absent, person, table));
}

function mapMeasures<T>(of: (measure: RangedMeasure) => T): Readonly<Record<RangedMeasure, T>> {
  const measures = Object.keys(rangedUnits) as RangedMeasure[]; // the keys of a frozen literal
  return Object.fromEntries(measures.map((measure) => [measure, of(measure)])) as Record<RangedMeasure, T>;
}

function compare(
  measure: RangedMeasure,
  value: Measured,
  person: ReferenceSubject,
  table: ReferenceTable,
): ComparedMeasure {
  const fit = referenceFit(table, measure, person);
  const { range, zScore, source } =
    fit.kind === "fits"
      ? { range: rangeOfRow(fit.row), zScore: zScoreOfRow(fit.row, value), source: fit.row.source }
      : builtIn(measure, value, person);
  return {
    range,
    position: range !== null && isMeasured(value) ? rangePosition(value, range) : null,
    zScore,
    zScoreSource: isMeasured(zScore) ? source : null,
    givenDoesNotFitBecause: fit.kind === "none-fits" ? fit.because : null,
  };
}

function builtIn(measure: RangedMeasure, value: Measured, person: ReferenceSubject) {
  const { sex, papillaryMuscles } = person;
  return {
    range: sex === undefined ? null : referenceRange(measure, sex, papillaryMuscles),
    zScore: referenceZScore(measure, value, person),
    source: (sex && referenceDistributions[measure]?.[sex].source) ?? null,
  };
}
