/**
 * Where the measures of a study lie among those of healthy people of the same sex and convention: within which limits, and
 * how many standard deviations from the mean, or why that is not known.
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
  rangePosition,
  referenceDistributions,
  referenceRange,
  referenceZScore,
} from "@cmrkit/cardiac";
import type { Subject } from "./subject.ts";

export interface ComparedMeasure {
  /** Null where sex is not known, or the ranges hold for another convention. */
  readonly range: ReferenceRange | null;
  /** Null without a range, or where the measure itself is not measurable. */
  readonly position: RangePosition | null;
  readonly zScore: Measured;
  /** Of mean and deviation; null without a z-score. */
  readonly zScoreSource: string | null;
}

export type Comparison = Readonly<Record<RangedMeasure, ComparedMeasure>>;

type Source = Pick<FunctionMeasurements, "leftVentricle" | "rightVentricle" | "indexed" | "conventions"> & {
  readonly subject: Subject;
};

const rangedMeasures = [
  "leftVentricle.ejectionFractionPercent",
  "leftVentricle.endDiastolicVolumeMlPerM2",
  "leftVentricle.endDiastolicMassGPerM2",
  "rightVentricle.ejectionFractionPercent",
  "rightVentricle.endDiastolicVolumeMlPerM2",
  "rightVentricle.endSystolicVolumeMlPerM2",
] as const satisfies readonly RangedMeasure[];

/** Every ranged measure of a study. */
export function comparisonOf(measurements: Source): Comparison {
  const values = new Map(codedMeasures(measurements).flatMap(({ ranged, value }) => (ranged ? [[ranged, value]] : [])));
  const compared = (measure: RangedMeasure): ComparedMeasure =>
    compare(measure, values.get(measure) ?? notMeasurable("height and weight are not known"), measurements);
  return Object.fromEntries(rangedMeasures.map((measure) => [measure, compared(measure)])) as Comparison;
}

function compare(measure: RangedMeasure, value: Measured, { subject, conventions }: Source): ComparedMeasure {
  const { sex, ageYears } = subject;
  const { papillaryMuscles } = conventions;
  const range = sex === undefined ? null : referenceRange(measure, sex, papillaryMuscles);
  const zScore = referenceZScore(measure, value, { sex, ageYears, papillaryMuscles });
  const distribution = sex && referenceDistributions[measure]?.[sex];
  return {
    range,
    position: range !== null && isMeasured(value) ? rangePosition(value, range) : null,
    zScore,
    zScoreSource: isMeasured(zScore) && distribution ? distribution.source : null,
  };
}
