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
    ...volumeFigures(leftVentricle, index, {
      ejectionFraction: "leftVentricle.ejectionFractionPercent",
      endDiastolicVolume: "leftVentricle.endDiastolicVolumeMlPerM2",
    }),
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
  const volumes = volumeFigures(rightVentricle, indexed?.rightVentricle, {
    ejectionFraction: "rightVentricle.ejectionFractionPercent",
    endDiastolicVolume: "rightVentricle.endDiastolicVolumeMlPerM2",
    endSystolicVolume: "rightVentricle.endSystolicVolumeMlPerM2",
  });
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

interface VolumeRanges {
  readonly ejectionFraction: RangedMeasure;
  readonly endDiastolicVolume: RangedMeasure;
  readonly endSystolicVolume?: RangedMeasure;
}

function volumeFigures(
  volumes: VentricularVolumes,
  indexed: IndexedVolumes | undefined,
  ranges: VolumeRanges,
): readonly Figure[] {
  const ml = { unit: "ml", digits: 0 };
  return [
    {
      ...{ title: "Ejection fraction", value: volumes.ejectionFractionPercent, unit: "%", digits: 0 },
      range: { measure: ranges.ejectionFraction, of: "value" },
    },
    {
      ...{ title: "End-diastolic volume", value: volumes.endDiastolicVolumeMl, ...ml },
      ...indexedFigure(indexed?.endDiastolicVolumeMlPerM2, "ml/m²", ranges.endDiastolicVolume),
    },
    {
      ...{ title: "End-systolic volume", value: volumes.endSystolicVolumeMl, ...ml },
      ...indexedFigure(indexed?.endSystolicVolumeMlPerM2, "ml/m²", ranges.endSystolicVolume),
    },
    {
      ...{ title: "Stroke volume", value: volumes.strokeVolumeMl, ...ml },
      ...indexedFigure(indexed?.strokeVolumeMlPerM2, "ml/m²", undefined),
    },
  ];
}

function indexedFigure(
  value: Measured | undefined,
  unit: string,
  measure: RangedMeasure | undefined,
): Pick<Figure, "indexed" | "range"> {
  if (value === undefined) return {};
  return { indexed: { value, unit }, ...(measure !== undefined && { range: { measure, of: "indexed" } }) };
}

function cardiacOutputFigure(value: Measured, index: IndexedLeftVentricularFunction | undefined): Figure {
  const figure = { title: "Cardiac output", value, unit: "l/min", digits: 1 };
  const indexed = index?.cardiacIndexLPerMinPerM2;
  return indexed === undefined ? figure : { ...figure, indexed: { value: indexed, unit: "l/min/m²" } };
}
