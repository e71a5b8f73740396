/**
 * The measures of a study as one list, each with its code, unit and structure: what SR, FHIR and tables are written
 * from, so that a measure is coded in one place.
 */
import type { CodedConcept } from "@cmrkit/imaging";
import { cardiacPhases, quantities, segmentSites, units } from "./codes.ts";
import type { ContourStrain } from "./contour-strain.ts";
import type { FunctionMeasurements } from "./measure-function.ts";
import type { Measured } from "./measured.ts";
import type { RangedMeasure } from "./reference-ranges.ts";
import { ahaSegments } from "./segments/aha-segments.ts";
import type { SegmentWalls } from "./segments/segment-wall.ts";
import type { StructureName } from "./structures.ts";

export interface CodedMeasure {
  /** Where `measurements.json` has it. */
  readonly path: string;
  readonly title: string;
  /** Which structure it was measured on; a stroke volume has no side but by it. */
  readonly structure: StructureName;
  /** The part of the structure, where it was measured on one. */
  readonly site?: CodedConcept;
  /** The phase of the cardiac cycle, which the code leaves open. */
  readonly phase?: CodedConcept;
  readonly code: CodedConcept;
  /** Whether the value is divided by body surface area, which the code may leave open. */
  readonly isIndexed: boolean;
  readonly unit: CodedConcept;
  readonly value: Measured;
  /** By what reference ranges know it, where they do. */
  readonly ranged?: RangedMeasure;
}

/** Of all that is measured, what the list is made from. */
interface Source extends Pick<FunctionMeasurements, "leftVentricle" | "rightVentricle" | "indexed"> {
  readonly rates?: FunctionMeasurements["rates"];
  readonly wall?: Pick<SegmentWalls, "segments"> & { readonly strain: ContourStrain };
}

type Row = Omit<CodedMeasure, "value"> & {
  /** Undefined where a study lacks what it takes: a body size, a heart rate. */
  readonly of: (measurements: Source) => Measured | undefined;
};

const left = { structure: "leftVentricleBloodPool", isIndexed: false } as const;
const right = { structure: "rightVentricleBloodPool", isIndexed: false } as const;
const myocardium = { structure: "leftVentricularMyocardium", isIndexed: false } as const;
const indexed = { isIndexed: true } as const;

const functionRows: readonly Row[] = [
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
    ranged: "leftVentricle.endSystolicVolumeMlPerM2",
  },
  {
    ...left,
    ...indexed,
    path: "indexed.leftVentricle.strokeVolumeMlPerM2",
    title: "LV stroke volume index",
    code: quantities.strokeIndex,
    unit: units.mlPerM2,
    of: ({ indexed }) => indexed?.leftVentricle.strokeVolumeMlPerM2,
    ranged: "leftVentricle.strokeVolumeMlPerM2",
  },
  {
    ...left,
    ...indexed,
    path: "indexed.leftVentricle.cardiacIndexLPerMinPerM2",
    title: "cardiac index",
    code: quantities.cardiacIndex,
    unit: units.lPerMinPerM2,
    of: ({ indexed }) => indexed?.leftVentricle.cardiacIndexLPerMinPerM2,
    ranged: "leftVentricle.cardiacIndexLPerMinPerM2",
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
    ranged: "rightVentricle.strokeVolumeMlPerM2",
  },
];

const rates = [
  ["peakEjectionRateMlPerS", "peak ejection rate", quantities.peakEjectionRate, units.mlPerS],
  ["peakEjectionTimeMs", "time of peak ejection", quantities.peakEjectionTime, units.ms],
  ["peakFillingRateMlPerS", "peak filling rate", quantities.peakFillingRate, units.mlPerS],
  ["peakFillingTimeMs", "time of peak filling", quantities.peakFillingTime, units.ms],
] as const;

const rateRows: readonly Row[] = (["leftVentricle", "rightVentricle"] as const).flatMap((ventricle) =>
  rates.map(([name, title, code, unit]) => ({
    ...(ventricle === "leftVentricle" ? left : right),
    path: `rates.${ventricle}.${name}`,
    title: `${ventricle === "leftVentricle" ? "LV" : "RV"} ${title}`,
    code,
    unit,
    of: ({ rates }: Source) => rates?.[ventricle][name],
  })),
);

/** Strain of contours is a Lagrangian strain: (L − L_ED) / L_ED. */
const strainRows: readonly Row[] = [
  {
    ...myocardium,
    path: "wall.strain.globalCircumferentialPercent",
    title: "global circumferential strain of the contours",
    phase: cardiacPhases.endSystole,
    code: quantities.circumferentialStrain,
    unit: units.percent,
    of: ({ wall }) => wall?.strain.globalCircumferentialPercent,
  },
  {
    ...myocardium,
    path: "wall.strain.globalRadialPercent",
    title: "global radial strain of the contours",
    phase: cardiacPhases.endSystole,
    code: quantities.radialStrain,
    unit: units.percent,
    of: ({ wall }) => wall?.strain.globalRadialPercent,
  },
];

const { endDiastole, endSystole } = cardiacPhases;

/** Of a segment; its thickening is the radial strain of its contours, and is coded so. */
const segmentMeasures = [
  ["endDiastolicThicknessMm", "wall thickness at end-diastole", endDiastole, quantities.wallThickness, units.mm],
  ["endSystolicThicknessMm", "wall thickness at end-systole", endSystole, quantities.wallThickness, units.mm],
  ["thickeningPercent", "wall thickening", endSystole, quantities.radialStrain, units.percent],
  [
    "circumferentialStrainPercent",
    "circumferential strain",
    endSystole,
    quantities.circumferentialStrain,
    units.percent,
  ],
] as const;

const segmentRows: readonly Row[] = segmentSites.flatMap((site, n) =>
  segmentMeasures.map(([name, title, phase, code, unit]) => ({
    ...myocardium,
    path: `wall.segments.${n}.${name}`,
    title: `${title}, ${ahaSegments[n]!.name}`,
    site,
    phase,
    code,
    unit,
    of: ({ wall }: Source) => wall?.segments[n]?.[name],
  })),
);

const rows: readonly Row[] = [...functionRows, ...rateRows, ...strainRows, ...segmentRows];

/** All measures of a study, those that are not measurable with their reason; without what was not asked for. */
export function codedMeasures(measurements: Source): readonly CodedMeasure[] {
  return rows.flatMap(({ of, ...row }) => {
    const value = of(measurements);
    return value === undefined ? [] : [{ ...row, value }];
  });
}
