/** Errors of one patient's ventricular measures against a reference, each in its own unit and in percent of it. */

import type { FunctionMeasurements } from "../measure-function.ts";
import { derive, type Measured } from "../measured.ts";
import { volumeErrorPercent } from "./paired-agreement.ts";

export interface FunctionError {
  /** Predicted − reference, in ml, g, or points of ejection fraction. */
  readonly error: Measured;
  /** In percent of the reference; a fraction has none, being a percentage already. */
  readonly errorPercent?: Measured;
}

/** The measures that are compared; volumes and mass have an error in percent too. */
const compared = {
  leftVentricleEndDiastolicVolumeMl: { of: ({ leftVentricle: v }) => v.endDiastolicVolumeMl, isFraction: false },
  leftVentricleEndSystolicVolumeMl: { of: ({ leftVentricle: v }) => v.endSystolicVolumeMl, isFraction: false },
  leftVentricleStrokeVolumeMl: { of: ({ leftVentricle: v }) => v.strokeVolumeMl, isFraction: false },
  leftVentricleEjectionFractionPoints: { of: ({ leftVentricle: v }) => v.ejectionFractionPercent, isFraction: true },
  leftVentricleEndDiastolicMassG: { of: ({ leftVentricle: v }) => v.endDiastolicMassG, isFraction: false },
  rightVentricleEndDiastolicVolumeMl: { of: ({ rightVentricle: v }) => v.endDiastolicVolumeMl, isFraction: false },
  rightVentricleEndSystolicVolumeMl: { of: ({ rightVentricle: v }) => v.endSystolicVolumeMl, isFraction: false },
  rightVentricleStrokeVolumeMl: { of: ({ rightVentricle: v }) => v.strokeVolumeMl, isFraction: false },
  rightVentricleEjectionFractionPoints: { of: ({ rightVentricle: v }) => v.ejectionFractionPercent, isFraction: true },
} as const satisfies Record<string, { of: (measured: Ventricles) => Measured; isFraction: boolean }>;

type Ventricles = Pick<FunctionMeasurements, "leftVentricle" | "rightVentricle">;

export type ComparedFunction = keyof typeof compared;
export type FunctionErrors = Readonly<Record<ComparedFunction, FunctionError>>;

/** A measure that either side lacks has no error, and says the reason of the side that lacks it. */
export function functionErrors(predicted: Ventricles, reference: Ventricles): FunctionErrors {
  const errorOf = (measure: ComparedFunction): FunctionError => {
    const { of, isFraction } = compared[measure];
    const both = [of(predicted), of(reference)];
    const error = derive(both, (p, r) => p - r);
    if (isFraction) return { error };
    return { error, errorPercent: derive(both, (p, r) => volumeErrorPercent({ predicted: p, reference: r })) };
  };
  const measures = Object.keys(compared) as ComparedFunction[];
  return Object.fromEntries(measures.map((measure) => [measure, errorOf(measure)])) as FunctionErrors;
}
