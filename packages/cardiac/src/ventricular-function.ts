/**
 * The numbers of one ventricle from its volume curve and phases.
 *
 * Source of the formulas: Schulz-Menger et al. 2020, JCMR 22:19, doi:10.1186/s12968-020-00610-6.
 * SV = EDV − ESV; EF = SV / EDV; CO = SV · HR; mass = myocardial volume at end-diastole · 1.05 g/ml.
 */
import { derive, type Measured, notMeasurable } from "./measured.ts";
import { type Phases, type VolumeCurve, volumeAt } from "./phases.ts";

export const MYOCARDIAL_DENSITY_G_PER_ML = 1.05;

export interface VentricularVolumes {
  readonly endDiastolicVolumeMl: Measured;
  readonly endSystolicVolumeMl: Measured;
  readonly strokeVolumeMl: Measured;
  readonly ejectionFractionPercent: Measured;
}

export interface LeftVentricularFunction extends VentricularVolumes {
  readonly endDiastolicMassG: Measured;
  /** Present when a heart rate was given. */
  readonly cardiacOutputLPerMin?: Measured;
}

/** Volumes of a ventricle per m² of body surface; ejection fraction needs no index. */
export interface IndexedVolumes {
  readonly endDiastolicVolumeMlPerM2: Measured;
  readonly endSystolicVolumeMlPerM2: Measured;
  readonly strokeVolumeMlPerM2: Measured;
}

export interface IndexedLeftVentricularFunction extends IndexedVolumes {
  readonly endDiastolicMassGPerM2: Measured;
  /** Present when a heart rate was given. */
  readonly cardiacIndexLPerMinPerM2?: Measured;
}

/** Of a curve at its phases. */
export function ventricularVolumes(curve: VolumeCurve, phases: Phases): VentricularVolumes {
  return volumesOfPhases(volumeAt(curve, phases.endDiastoleIndex), volumeAt(curve, phases.endSystoleIndex));
}

/**
 * Stroke volume and ejection fraction have no value when the end-systolic volume is not below the end-diastolic one:
 * the phases were then confused or a mask is wrong, and neither a zero nor a negative fraction would say so.
 */
export function volumesOfPhases(endDiastolicVolumeMl: Measured, endSystolicVolumeMl: Measured): VentricularVolumes {
  const strokeVolumeMl = derive([endDiastolicVolumeMl, endSystolicVolumeMl], strokeVolume);
  const ejectionFractionPercent = derive([strokeVolumeMl, endDiastolicVolumeMl], (sv, edv) => (100 * sv) / edv);
  return { endDiastolicVolumeMl, endSystolicVolumeMl, strokeVolumeMl, ejectionFractionPercent };
}

/** Mass of the left ventricle in g from its myocardium's curve and the cavity's phases. */
export function endDiastolicMassG(myocardium: VolumeCurve, phases: Phases): Measured {
  return derive([volumeAt(myocardium, phases.endDiastoleIndex)], (volumeMl) => volumeMl * MYOCARDIAL_DENSITY_G_PER_ML);
}

/** @param heartRatePerMin beats a minute. */
export function cardiacOutputLPerMin(volumes: VentricularVolumes, heartRatePerMin: number): Measured {
  return derive([volumes.strokeVolumeMl], (sv) => (sv * heartRatePerMin) / 1000);
}

export function indexVolumes(volumes: VentricularVolumes, bodySurfaceAreaM2: number): IndexedVolumes {
  const perM2 = (measure: Measured) => derive([measure], (value) => value / bodySurfaceAreaM2);
  return {
    endDiastolicVolumeMlPerM2: perM2(volumes.endDiastolicVolumeMl),
    endSystolicVolumeMlPerM2: perM2(volumes.endSystolicVolumeMl),
    strokeVolumeMlPerM2: perM2(volumes.strokeVolumeMl),
  };
}

export function indexLeftVentricle(
  left: LeftVentricularFunction,
  bodySurfaceAreaM2: number,
): IndexedLeftVentricularFunction {
  const perM2 = (measure: Measured) => derive([measure], (value) => value / bodySurfaceAreaM2);
  return {
    ...indexVolumes(left, bodySurfaceAreaM2),
    endDiastolicMassGPerM2: perM2(left.endDiastolicMassG),
    ...(left.cardiacOutputLPerMin !== undefined && {
      cardiacIndexLPerMinPerM2: perM2(left.cardiacOutputLPerMin),
    }),
  };
}

function strokeVolume(edv: number, esv: number): Measured {
  if (esv < edv) return edv - esv;
  return notMeasurable(
    `the end-systolic volume (${esv.toFixed(1)} ml) is not below the end-diastolic (${edv.toFixed(1)} ml)`,
  );
}
