/** The clinical measures that are compared between predicted and reference labels of a pair of phases. */
import {
  CardiacError,
  type FunctionMeasurements,
  type Measured,
  measureFunctionFromPair,
  notMeasurable,
} from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import type { Phase } from "../datasets/data-set.ts";

export const comparedMeasures = {
  lvEdvMl: ({ leftVentricle }) => leftVentricle.endDiastolicVolumeMl,
  lvEsvMl: ({ leftVentricle }) => leftVentricle.endSystolicVolumeMl,
  lvEfPercent: ({ leftVentricle }) => leftVentricle.ejectionFractionPercent,
  lvEdMassG: ({ leftVentricle }) => leftVentricle.endDiastolicMassG,
  rvEdvMl: ({ rightVentricle }) => rightVentricle.endDiastolicVolumeMl,
  rvEsvMl: ({ rightVentricle }) => rightVentricle.endSystolicVolumeMl,
  rvEfPercent: ({ rightVentricle }) => rightVentricle.ejectionFractionPercent,
} as const satisfies Record<string, (measured: FunctionMeasurements) => Measured>;

export type ComparedMeasure = keyof typeof comparedMeasures;

export type MeasuresOfPair = (measure: ComparedMeasure) => Measured;

/** One side's measures; masks whose numbers cannot be what they claim have none. */
export function measuresOfPair(
  { ed, es }: Readonly<Record<Phase, LabelVolume>>,
  side: "predicted" | "reference",
): MeasuresOfPair {
  try {
    const measured = measureFunctionFromPair(ed, es);
    return (measure) => comparedMeasures[measure](measured);
  } catch (error) {
    if (!(error instanceof CardiacError) || error.kind !== "label-order") throw error;
    return () => notMeasurable(`in the ${side} mask another structure than the cavity lies within the muscle`);
  }
}
