/**
 * Longitudinal function of the left ventricle from three landmarks of a long-axis view: the two ends of the mitral
 * annulus and the apex.
 *
 * Sources: MAPSE in cine CMR, Rangarajan et al. 2016, JCMR 18 (PMC4897936); strain of the distance between apex and
 * mid-annulus, Riffel et al. 2015, JCMR 17:69, doi:10.1186/s12968-015-0171-8 ("long axis strain", −17.1 ± 2.3 % in health).
 */
import { add, dot, length, scale, subtract, type Vector3 } from "@cmrkit/imaging";
import { CardiacError } from "./errors.ts";
import { derive, type Measured, type NotMeasurable, notMeasurable } from "./measured.ts";

/** Landmarks of one frame in mm, in one frame of coordinates for all; what was not found is left out. */
export interface LongAxisLandmarks {
  /** The same apical border at both phases, epi- or endocardial. */
  readonly apex?: Vector3 | undefined;
  readonly lateralAnnulus?: Vector3 | undefined;
  readonly septalAnnulus?: Vector3 | undefined;
}

export interface LongAxisFunction {
  /** Of the middle of the annulus from the apex. */
  readonly endDiastolicLengthMm: Measured;
  readonly endSystolicLengthMm: Measured;
  /**
   * (L_ES − L_ED) / L_ED, negative where the ventricle shortens; CineMA's sign is the other. A strain of the
   * ventricle's length, which correlates with the strain of tracked myocardium but is not it.
   */
  readonly globalLongitudinalStrainPercent: Measured;
  /** Mitral annular plane systolic excursion: how far a point moves along the end-diastolic axis, positive to the apex. */
  readonly lateralMapseMm: Measured;
  readonly septalMapseMm: Measured;
  /** Mean of lateral and septal. */
  readonly meanMapseMm: Measured;
}

export interface LongAxisPhases {
  readonly endDiastole: LongAxisLandmarks;
  readonly endSystole: LongAxisLandmarks;
}

/** Own rule: landmarks nearer than a pixel of cine mark one place, and no axis lies between them. */
const COINCIDENT_MM = 1;

const names = {
  apex: "the apex",
  lateralAnnulus: "the lateral annulus point",
  septalAnnulus: "the septal annulus point",
} as const satisfies Record<keyof LongAxisLandmarks, string>;

/**
 * Lengths, strain and excursions between end-diastole and end-systole. What needs a landmark that is missing, or an
 * axis between landmarks that coincide, is not measurable; the rest is. A ventricle that lengthens has a positive
 * strain and an annulus that moves away from the apex a negative excursion: neither is clamped. Motion of the whole
 * heart is not taken out of the excursions.
 * @throws {CardiacError} `argument` when a coordinate is not finite.
 */
export function longAxisFunction({ endDiastole, endSystole }: LongAxisPhases): LongAxisFunction {
  const ed = axisOf(endDiastole, "end-diastole");
  const es = axisOf(endSystole, "end-systole");
  const endDiastolicLengthMm = isAxis(ed) ? ed.lengthMm : ed;
  const endSystolicLengthMm = isAxis(es) ? es.lengthMm : es;
  const excursion = (landmark: "lateralAnnulus" | "septalAnnulus"): Measured => {
    const from = found(endDiastole, landmark, "end-diastole");
    const to = found(endSystole, landmark, "end-systole");
    if (!isPoint(from)) return from;
    if (!isPoint(to)) return to;
    return isAxis(ed) ? dot(subtract(to, from), ed.towardsApex) : ed;
  };
  const lateralMapseMm = excursion("lateralAnnulus");
  const septalMapseMm = excursion("septalAnnulus");
  return {
    endDiastolicLengthMm,
    endSystolicLengthMm,
    globalLongitudinalStrainPercent: derive(
      [endDiastolicLengthMm, endSystolicLengthMm],
      (lengthEd, lengthEs) => (100 * (lengthEs - lengthEd)) / lengthEd,
    ),
    lateralMapseMm,
    septalMapseMm,
    meanMapseMm: derive([lateralMapseMm, septalMapseMm], (lateral, septal) => (lateral + septal) / 2),
  };
}

/** From the middle of the annulus to the apex. */
interface LongAxis {
  readonly lengthMm: number;
  readonly towardsApex: Vector3;
}

function axisOf(landmarks: LongAxisLandmarks, phase: string): LongAxis | NotMeasurable {
  const apex = found(landmarks, "apex", phase);
  const lateral = found(landmarks, "lateralAnnulus", phase);
  const septal = found(landmarks, "septalAnnulus", phase);
  if (!isPoint(apex)) return apex;
  if (!isPoint(lateral)) return lateral;
  if (!isPoint(septal)) return septal;
  if (length(subtract(lateral, septal)) < COINCIDENT_MM) {
    return notMeasurable(`both annulus points lie at one place at ${phase}`);
  }
  const axis = subtract(apex, scale(add(lateral, septal), 0.5));
  const lengthMm = length(axis);
  if (lengthMm < COINCIDENT_MM) return notMeasurable(`the apex lies on the mitral annulus at ${phase}`);
  return { lengthMm, towardsApex: scale(axis, 1 / lengthMm) };
}

function found(landmarks: LongAxisLandmarks, name: keyof LongAxisLandmarks, phase: string): Vector3 | NotMeasurable {
  const point = landmarks[name];
  if (point === undefined) return notMeasurable(`${names[name]} was not found at ${phase}`);
  if (!point.every(Number.isFinite)) {
    throw new CardiacError("argument", `${names[name]} at ${phase} needs finite coordinates in mm, got [${point}]`);
  }
  return point;
}

function isPoint(found: Vector3 | NotMeasurable): found is Vector3 {
  return !("notMeasurable" in found);
}

function isAxis(axis: LongAxis | NotMeasurable): axis is LongAxis {
  return !("notMeasurable" in axis);
}
