/**
 * The measures of a study as one list, each with its code, unit and structure: what SR, FHIR and tables are written
 * from, so that a measure is coded in one place.
 */
import type { CodedConcept } from "@cmrkit/imaging";
import { quantities, units } from "./codes.ts";
import type { FunctionMeasurements } from "./measure-function.ts";
import type { Measured } from "./measured.ts";
import type { RangedMeasure } from "./reference-ranges.ts";
import type { StructureName } from "./structures.ts";

export interface CodedMeasure {
  /** Where `measurements.json` has it. */
  readonly path: string;
  readonly title: string;
  /** Which structure it was measured on; a stroke volume has no side but by it. */
  readonly structure: StructureName;
  readonly code: CodedConcept;
  /** Whether the value is divided by body surface area, which the code may leave open. */
  readonly isIndexed: boolean;
  readonly unit: CodedConcept;
  readonly value: Measured;
  /** By what `referenceRange` knows it, where it does. */
  readonly ranged?: RangedMeasure;
}

/** Of all that is measured, what the list is made from. */
type Source = Pick<FunctionMeasurements, "leftVentricle" | "rightVentricle" | "indexed">;

type Row = Omit<CodedMeasure, "value"> & {
  /** Undefined where a study lacks what it takes: a body size, a heart rate. */
  readonly of: (measurements: Source) => Measured | undefined;
};

const left = { structure: "leftVentricleBloodPool", isIndexed: false } as const;
const right = { structure: "rightVentricleBloodPool", isIndexed: false } as const;
const myocardium = { structure: "leftVentricularMyocardium", isIndexed: false } as const;
const indexed = { isIndexed: true } as const;

const rows: readonly Row[] = [
  {
    ...left,
    path: "leftVentricle.endDiastolicVolumeMl",
    title: "LV end-diastolic volume",
    code: quantities.leftEndDiastolicVolume,
    unit: units.ml,
    of: ({ leftVentricle }) => leftVentricle.endDiastolicVolumeMl,
  },
  {
    ...left,
    path: "leftVentricle.endSystolicVolumeMl",
    title: "LV end-systolic volume",
    code: quantities.leftEndSystolicVolume,
    unit: units.ml,
    of: ({ leftVentricle }) => leftVentricle.endSystolicVolumeMl,
  },
  {
    ...left,
    path: "leftVentricle.strokeVolumeMl",
    title: "LV stroke volume",
    code: quantities.strokeVolume,
    unit: units.ml,
    of: ({ leftVentricle }) => leftVentricle.strokeVolumeMl,
  },
  {
    ...left,
    path: "leftVentricle.ejectionFractionPercent",
    title: "LV ejection fraction",
    code: quantities.leftEjectionFraction,
    unit: units.percent,
    of: ({ leftVentricle }) => leftVentricle.ejectionFractionPercent,
    ranged: "leftVentricle.ejectionFractionPercent",
  },
  {
    ...left,
    path: "leftVentricle.cardiacOutputLPerMin",
    title: "cardiac output",
    code: quantities.cardiacOutput,
    unit: units.lPerMin,
    of: ({ leftVentricle }) => leftVentricle.cardiacOutputLPerMin,
  },
  {
    ...myocardium,
    path: "leftVentricle.endDiastolicMassG",
    title: "LV mass at end-diastole",
    code: quantities.leftMass,
    unit: units.g,
    of: ({ leftVentricle }) => leftVentricle.endDiastolicMassG,
  },
  {
    ...right,
    path: "rightVentricle.endDiastolicVolumeMl",
    title: "RV end-diastolic volume",
    code: quantities.rightEndDiastolicVolume,
    unit: units.ml,
    of: ({ rightVentricle }) => rightVentricle.endDiastolicVolumeMl,
  },
  {
    ...right,
    path: "rightVentricle.endSystolicVolumeMl",
    title: "RV end-systolic volume",
    code: quantities.rightEndSystolicVolume,
    unit: units.ml,
    of: ({ rightVentricle }) => rightVentricle.endSystolicVolumeMl,
  },
  {
    ...right,
    path: "rightVentricle.strokeVolumeMl",
    title: "RV stroke volume",
    code: quantities.strokeVolume,
    unit: units.ml,
    of: ({ rightVentricle }) => rightVentricle.strokeVolumeMl,
  },
  {
    ...right,
    path: "rightVentricle.ejectionFractionPercent",
    title: "RV ejection fraction",
    code: quantities.rightEjectionFraction,
    unit: units.percent,
    of: ({ rightVentricle }) => rightVentricle.ejectionFractionPercent,
    ranged: "rightVentricle.ejectionFractionPercent",
  },
  {
    ...left,
    ...indexed,
    path: "indexed.leftVentricle.endDiastolicVolumeMlPerM2",
    title: "LV end-diastolic volume index",
    code: quantities.leftEndDiastolicVolume,
    unit: units.mlPerM2,
    of: ({ indexed }) => indexed?.leftVentricle.endDiastolicVolumeMlPerM2,
    ranged: "leftVentricle.endDiastolicVolumeMlPerM2",
  },
  {
    ...left,
    ...indexed,
    path: "indexed.leftVentricle.endSystolicVolumeMlPerM2",
    title: "LV end-systolic volume index",
    code: quantities.leftEndSystolicVolume,
    unit: units.mlPerM2,
    of: ({ indexed }) => indexed?.leftVentricle.endSystolicVolumeMlPerM2,
  },
  {
    ...left,
    ...indexed,
    path: "indexed.leftVentricle.strokeVolumeMlPerM2",
    title: "LV stroke volume index",
    code: quantities.strokeIndex,
    unit: units.mlPerM2,
    of: ({ indexed }) => indexed?.leftVentricle.strokeVolumeMlPerM2,
  },
  {
    ...left,
    ...indexed,
    path: "indexed.leftVentricle.cardiacIndexLPerMinPerM2",
    title: "cardiac index",
    code: quantities.cardiacIndex,
    unit: units.lPerMinPerM2,
    of: ({ indexed }) => indexed?.leftVentricle.cardiacIndexLPerMinPerM2,
  },
  {
    ...myocardium,
    ...indexed,
    path: "indexed.leftVentricle.endDiastolicMassGPerM2",
    title: "LV mass index at end-diastole",
    code: quantities.leftMass,
    unit: units.gPerM2,
    of: ({ indexed }) => indexed?.leftVentricle.endDiastolicMassGPerM2,
    ranged: "leftVentricle.endDiastolicMassGPerM2",
  },
  {
    ...right,
    ...indexed,
    path: "indexed.rightVentricle.endDiastolicVolumeMlPerM2",
    title: "RV end-diastolic volume index",
    code: quantities.rightEndDiastolicVolume,
    unit: units.mlPerM2,
    of: ({ indexed }) => indexed?.rightVentricle.endDiastolicVolumeMlPerM2,
    ranged: "rightVentricle.endDiastolicVolumeMlPerM2",
  },
  {
    ...right,
    ...indexed,
    path: "indexed.rightVentricle.endSystolicVolumeMlPerM2",
    title: "RV end-systolic volume index",
    code: quantities.rightEndSystolicVolume,
    unit: units.mlPerM2,
    of: ({ indexed }) => indexed?.rightVentricle.endSystolicVolumeMlPerM2,
    ranged: "rightVentricle.endSystolicVolumeMlPerM2",
  },
  {
    ...right,
    ...indexed,
    path: "indexed.rightVentricle.strokeVolumeMlPerM2",
    title: "RV stroke volume index",
    code: quantities.strokeIndex,
    unit: units.mlPerM2,
    of: ({ indexed }) => indexed?.rightVentricle.strokeVolumeMlPerM2,
  },
];

/** All measures of a study, those that are not measurable with their reason; without what was not asked for. */
export function codedMeasures(measurements: Source): readonly CodedMeasure[] {
  return rows.flatMap(({ of, ...row }) => {
    const value = of(measurements);
    return value === undefined ? [] : [{ ...row, value }];
  });
}
