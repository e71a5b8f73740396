/** The measures of a report in its order, each with its unit, its indexed value and the range that it is held against. */
import type {
  IndexedLeftVentricularFunction,
  IndexedVolumes,
  Measured,
  RangedMeasure,
  VentricularVolumes,
  VolumeRates,
} from "@cmrkit/cardiac";
import type { InputFacts } from "../input/study-input.ts";
import type { StudyMeasurements } from "../measurements.ts";

export interface Figure {
  readonly title: string;
  readonly value: Measured;
  readonly unit: string;
  /** Digits after the point, as clinical reports write the measure. */
  readonly digits: number;
  /** Per square metre of body surface, or as its unit says; with digits of its own where it needs others. */
  readonly indexed?: { readonly value: Measured; readonly unit: string; readonly digits?: number };
  /** The range, and whether it holds for the value itself or for the indexed one. */
  readonly range?: { readonly measure: RangedMeasure; readonly of: "value" | "indexed" };
}

export function leftVentricularFigures({ input, leftVentricle, indexed, rates }: StudyMeasurements): readonly Figure[] {
  const index = indexed?.leftVentricle;
  const { endDiastolicMassG: mass, cardiacOutputLPerMin: output } = leftVentricle;
  return [
    ...volumeFigures("leftVentricle", leftVentricle, index),
    {
      ...{ title: "End-diastolic mass", value: mass, unit: "g", digits: 0 },
      ...indexedFigure(index?.endDiastolicMassGPerM2, "g/m²", "leftVentricle.endDiastolicMassGPerM2"),
    },
    ...(output === undefined ? [] : [cardiacOutputFigure(output, index)]),
    ...rateFigures(input, rates.leftVentricle),
  ];
}

export function rightVentricularFigures({
  input,
  rightVentricle,
  indexed,
  rates,
}: StudyMeasurements): readonly Figure[] {
  const volumes = volumeFigures("rightVentricle", rightVentricle, indexed?.rightVentricle);
  return [...volumes, ...rateFigures(input, rates.rightVentricle)];
}

/** Peak rates, indexed to the end-diastolic volume; two phases have none to speak of. */
function rateFigures({ format }: InputFacts, rates: VolumeRates): readonly Figure[] {
  if (format === "nifti-pair") return [];
  const rate = (title: string, value: Measured, perVolume: Measured): Figure => ({
    ...{ title, value, unit: "ml/s", digits: 0 },
    indexed: { value: perVolume, unit: "EDV/s", digits: 1 },
  });
  return [
    rate("Peak ejection rate", rates.peakEjectionRateMlPerS, rates.peakEjectionRateEdvPerS),
    rate("Peak filling rate", rates.peakFillingRateMlPerS, rates.peakFillingRateEdvPerS),
  ];
}

function volumeFigures(
  ventricle: "leftVentricle" | "rightVentricle",
  volumes: VentricularVolumes,
  indexed: IndexedVolumes | undefined,
): readonly Figure[] {
  const ml = { unit: "ml", digits: 0 };
  return [
    {
      ...{ title: "Ejection fraction", value: volumes.ejectionFractionPercent, unit: "%", digits: 0 },
      range: { measure: `${ventricle}.ejectionFractionPercent`, of: "value" },
    },
    {
      ...{ title: "End-diastolic volume", value: volumes.endDiastolicVolumeMl, ...ml },
      ...indexedFigure(indexed?.endDiastolicVolumeMlPerM2, "ml/m²", `${ventricle}.endDiastolicVolumeMlPerM2`),
    },
    {
      ...{ title: "End-systolic volume", value: volumes.endSystolicVolumeMl, ...ml },
      ...indexedFigure(indexed?.endSystolicVolumeMlPerM2, "ml/m²", `${ventricle}.endSystolicVolumeMlPerM2`),
    },
    {
      ...{ title: "Stroke volume", value: volumes.strokeVolumeMl, ...ml },
      ...indexedFigure(indexed?.strokeVolumeMlPerM2, "ml/m²", `${ventricle}.strokeVolumeMlPerM2`),
    },
  ];
}

function indexedFigure(
  value: Measured | undefined,
  unit: string,
  measure: RangedMeasure,
): Pick<Figure, "indexed" | "range"> {
  return value === undefined ? {} : { indexed: { value, unit }, range: { measure, of: "indexed" } };
}

function cardiacOutputFigure(value: Measured, index: IndexedLeftVentricularFunction | undefined): Figure {
  return {
    ...{ title: "Cardiac output", value, unit: "l/min", digits: 1 },
    ...indexedFigure(index?.cardiacIndexLPerMinPerM2, "l/min/m²", "leftVentricle.cardiacIndexLPerMinPerM2"),
  };
}
