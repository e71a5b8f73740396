/**
 * The beating heart: how the end-diastolic shape moves so that each ventricle holds the volume it should.
 *
 * Muscle is incompressible. A wedge of wall between two angles and two heights keeps its volume when the long axis
 * shortens by s and the cavity narrows: outer² − inner² grows by 1 / s. Cavity radii² shrink by 1 − c · motion; the
 * volume is linear in c, so c follows from the volume curve in closed form and the ejection fraction is met exactly.
 */
import { PhantomError } from "./errors.ts";
import { type EndDiastolicLeftVentricle, endDiastolicLeftVentricle } from "./left-ventricle.ts";
import type { HeartParameters } from "./parameters.ts";
import { type PolarMap, polarMap, sectorVolumeMl } from "./polar-map.ts";
import { type EndDiastolicRightVentricle, endDiastolicRightVentricle } from "./right-ventricle.ts";
import { ejectedFraction } from "./volume-curve.ts";

/** A heart ready to beat. */
export interface Heart {
  readonly parameters: HeartParameters;
  readonly lv: EndDiastolicLeftVentricle;
  readonly rv: EndDiastolicRightVentricle;
  /** Volume in ml that unit contraction takes from the left cavity before the axis shortens. */
  readonly contractileVolumeMl: number;
}

/** The heart at one instant of its beat. */
export interface Moment {
  readonly phase: number;
  /** From epicardial apex to base; the apex stays where it is. */
  readonly lengthMm: number;
  readonly leftVentricleVolumeMl: number;
  readonly rightVentricleVolumeMl: number;
  /** Squared distances in mm² from the long axis, from inside out. */
  readonly endocardiumMm2: PolarMap;
  readonly epicardiumMm2: PolarMap;
  /** Endocardium of the right free wall; equals `epicardiumMm2` where there is no right ventricle. */
  readonly rightEndocardiumMm2: PolarMap;
  readonly rightEpicardiumMm2: PolarMap;
}

/** The least share of the squared cavity radius that contraction may leave anywhere. */
const LEAST_CAVITY = 0.01;

/**
 * The heart that the parameters describe.
 * @throws {PhantomError} `unrealisable-heart` when the ejection fraction asks some part of the wall to move further
 *   than to the axis: so little of the wall moves that it would have to turn inside out.
 */
export function heart(parameters: HeartParameters): Heart {
  const lv = endDiastolicLeftVentricle(parameters);
  const rv = endDiastolicRightVentricle(parameters.rightVentricle, lv);
  const moving = polarMap((node) => lv.cavityMm2[node]! * lv.motion[node]!);
  const whole = { parameters, lv, rv, contractileVolumeMl: sectorVolumeMl(moving, lv.lengthMm) };
  const strongest = contraction(whole, 1) * lv.motion.reduce((a, b) => Math.max(a, b), 0);
  if (!(strongest <= 1 - LEAST_CAVITY)) {
    const percent = parameters.leftVentricle.ejectionFractionPercent;
    const why = `a wall element would have to give up ${(100 * strongest).toFixed(0)} % of its squared radius`;
    throw new PhantomError(
      "unrealisable-heart",
      `ejection fraction ${percent} % cannot be met: ${why}; let more wall move`,
    );
  }
  return Object.freeze(whole);
}

/** The heart at `phase` of its cycle, in [0, 1); 0 is end-diastole. */
export function momentOf(whole: Heart, phase: number): Moment {
  const { lv, rv, parameters } = whole;
  const ejected = ejectedFraction(parameters.beat, phase);
  const shortening = axisScale(whole, ejected);
  const c = contraction(whole, ejected);
  const { leftMl, rightMl } = volumesAt(whole, phase);
  const rightScale = rightMl / parameters.rightVentricle.endDiastolicVolumeMl / shortening;

  const endocardiumMm2 = polarMap((node) => lv.cavityMm2[node]! * (1 - c * lv.motion[node]!));
  const epicardiumMm2 = polarMap((node) => endocardiumMm2[node]! + lv.wallMm2[node]! / shortening);
  const rightEndocardiumMm2 = polarMap((node) => epicardiumMm2[node]! + rv.cavityMm2[node]! * rightScale);
  const rightEpicardiumMm2 = polarMap((node) => rightEndocardiumMm2[node]! + rv.wallMm2[node]! / shortening);
  return Object.freeze({
    phase,
    lengthMm: lv.lengthMm * shortening,
    leftVentricleVolumeMl: leftMl,
    rightVentricleVolumeMl: rightMl,
    endocardiumMm2,
    epicardiumMm2,
    rightEndocardiumMm2,
    rightEpicardiumMm2,
  });
}

/** Volumes of the cavities in ml at a phase of the cycle. */
export function volumesAt({ parameters }: Heart, phase: number): { readonly leftMl: number; readonly rightMl: number } {
  const ejected = ejectedFraction(parameters.beat, phase);
  return { leftMl: volumeMl(parameters.leftVentricle, ejected), rightMl: volumeMl(parameters.rightVentricle, ejected) };
}

/** Volume of the left ventricular wall in ml: the same at every instant. */
export function wallVolumeMl({ lv }: Heart): number {
  return sectorVolumeMl(lv.wallMm2, lv.lengthMm);
}

/** Volume of its scar in ml: the same at every instant. */
export function scarVolumeMl({ lv }: Heart): number {
  const scarMm2 = polarMap((node) => lv.wallMm2[node]! * lv.scarShare[node]!);
  return sectorVolumeMl(scarMm2, lv.lengthMm);
}

function axisScale({ parameters }: Heart, ejected: number): number {
  return 1 - (parameters.leftVentricle.longitudinalShorteningPercent / 100) * ejected;
}

/** c of the header: V = s · (EDV − c · contractileVolume). */
function contraction(whole: Heart, ejected: number): number {
  const { leftVentricle } = whole.parameters;
  const beforeShortening = volumeMl(leftVentricle, ejected) / axisScale(whole, ejected);
  return (leftVentricle.endDiastolicVolumeMl - beforeShortening) / whole.contractileVolumeMl;
}

function volumeMl(
  ventricle: { readonly endDiastolicVolumeMl: number; readonly ejectionFractionPercent: number },
  ejected: number,
): number {
  return ventricle.endDiastolicVolumeMl * (1 - (ventricle.ejectionFractionPercent / 100) * ejected);
}
