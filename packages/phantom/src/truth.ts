/**
 * What is true of a simulated heart: exact values of the continuous shape, under the names that measurements carry.
 *
 * A stack of slices cannot show all of it: voxels are larger than the wall is smooth, and slices cut the moving base
 * where they happen to lie. A perfect reader of the picture therefore still differs from this truth.
 */
import type { Vector3 } from "@cmrkit/imaging";
import { heartPoint } from "./axial-place.ts";
import { type Heart, type Moment, momentOf, scarVolumeMl, volumesAt, wallVolumeMl } from "./heart.ts";
import type { HeartParameters } from "./parameters.ts";
import { radiusAt } from "./polar-map.ts";
import { heartFrame, toPatient } from "./pose.ts";
import { insertionAngles } from "./right-ventricle.ts";
import { endSystoleIndex } from "./volume-curve.ts";
import { type SegmentThickness, wallThickness } from "./wall-thickness.ts";

/** Density of myocardium in g/ml; SCMR 2020, doi:10.1186/s12968-020-00610-6. */
const MYOCARDIAL_DENSITY = 1.05;

export interface VentricleTruth {
  readonly endDiastolicVolumeMl: number;
  readonly endSystolicVolumeMl: number;
  readonly strokeVolumeMl: number;
  readonly ejectionFractionPercent: number;
}

/** Points of the patient (LPS, mm) at end-diastole and end-systole. */
export interface Landmarks {
  /** Where the long axis leaves the epicardium; it does not move. */
  readonly apex: Vector3;
  /** Ends of the mitral annulus, where the endocardium meets the base on the lateral and the septal side. */
  readonly mitralAnnulus: readonly [lateral: Vector3, septal: Vector3];
  /** Where the right free wall meets the septum half-way up: in front and below. */
  readonly rightVentricularInsertions: readonly [anterior: Vector3, inferior: Vector3];
}

export interface HeartTruth {
  readonly schema: "cmrkit.phantom-truth/1";
  readonly simulated: true;
  readonly researchUseOnly: true;
  readonly conventions: {
    readonly papillaryMuscles: "cavity";
    readonly myocardialDensityGPerMl: number;
    readonly volumes: "continuous shape";
    readonly partialVolume: string;
  };
  readonly leftVentricle: VentricleTruth & {
    readonly endDiastolicMassG: number;
    readonly infarctMassG: number;
    readonly infarctSharePercent: number;
  };
  readonly rightVentricle: VentricleTruth;
  readonly phases: {
    readonly endDiastoleIndex: number;
    readonly endSystoleIndex: number;
    readonly leftVentricleVolumeMl: readonly number[];
    readonly rightVentricleVolumeMl: readonly number[];
  };
  readonly wallThickness: readonly SegmentThickness[];
  readonly landmarks: { readonly endDiastole: Landmarks; readonly endSystole: Landmarks };
  readonly parameters: HeartParameters;
}

/** The truth of a heart shown in `frameCount` frames evenly spread over its beat; frame 0 is end-diastole. */
export function heartTruth(heart: Heart, frameCount: number): HeartTruth {
  const { parameters } = heart;
  const volumes = Array.from({ length: frameCount }, (_, t) => volumesAt(heart, t / frameCount));
  const endDiastole = momentOf(heart, 0);
  const endSystole = momentOf(heart, parameters.beat.systolicFraction);
  const truth: HeartTruth = {
    schema: "cmrkit.phantom-truth/1",
    simulated: true,
    researchUseOnly: true,
    conventions: {
      papillaryMuscles: "cavity",
      myocardialDensityGPerMl: MYOCARDIAL_DENSITY,
      volumes: "continuous shape",
      partialVolume:
        "finite slices cut the moving base and blur the wall; disc summation of the labels differs from this",
    },
    leftVentricle: {
      ...ventricleTruth(parameters.leftVentricle),
      endDiastolicMassG: wallVolumeMl(heart) * MYOCARDIAL_DENSITY,
      infarctMassG: scarVolumeMl(heart) * MYOCARDIAL_DENSITY,
      infarctSharePercent: (100 * scarVolumeMl(heart)) / wallVolumeMl(heart),
    },
    rightVentricle: ventricleTruth(parameters.rightVentricle),
    phases: {
      endDiastoleIndex: 0,
      endSystoleIndex: endSystoleIndex(parameters.beat, frameCount),
      leftVentricleVolumeMl: volumes.map(({ leftMl }) => leftMl),
      rightVentricleVolumeMl: volumes.map(({ rightMl }) => rightMl),
    },
    wallThickness: wallThickness(heart, endDiastole, endSystole),
    landmarks: { endDiastole: landmarks(heart, endDiastole), endSystole: landmarks(heart, endSystole) },
    parameters,
  };
  return Object.freeze(truth);
}

function ventricleTruth({
  endDiastolicVolumeMl,
  ejectionFractionPercent,
}: {
  readonly endDiastolicVolumeMl: number;
  readonly ejectionFractionPercent: number;
}): VentricleTruth {
  const strokeVolumeMl = (endDiastolicVolumeMl * ejectionFractionPercent) / 100;
  const endSystolicVolumeMl = endDiastolicVolumeMl - strokeVolumeMl;
  return { endDiastolicVolumeMl, endSystolicVolumeMl, strokeVolumeMl, ejectionFractionPercent };
}

function landmarks(heart: Heart, moment: Moment): Landmarks {
  const frame = heartFrame(heart.parameters.pose);
  const septum = (heart.parameters.rightVentricle.septumAngleDeg * Math.PI) / 180;
  const at = (height: number, angle: number, distanceMm: number) =>
    toPatient(frame, heartPoint(heart, height * moment.lengthMm, angle, distanceMm));
  const annulus = (angle: number) => at(1, angle, radiusAt(moment.endocardiumMm2, 1, angle));
  const [front, below] = insertionAngles(heart.parameters.rightVentricle, 0.5);
  return {
    apex: at(0, 0, 0),
    mitralAnnulus: [annulus(septum + Math.PI), annulus(septum)],
    rightVentricularInsertions: [
      at(0.5, front, radiusAt(moment.epicardiumMm2, 0.5, front)),
      at(0.5, below, radiusAt(moment.epicardiumMm2, 0.5, below)),
    ],
  };
}
