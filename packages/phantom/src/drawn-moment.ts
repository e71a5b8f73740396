/**
 * What the picture of a moment needs beyond its volumes: trabeculae, papillary muscles, epicardial fat, pericardium.
 * All of it is drawn only; the truth counts trabeculae and papillary muscles as cavity.
 */
import type { Heart, Moment } from "./heart.ts";
import type { HeartParameters } from "./parameters.ts";
import {
  angleBetween,
  angleOf,
  angleSteps,
  heightOf,
  heightSteps,
  nodeCount,
  type PolarMap,
  polarMap,
} from "./polar-map.ts";
import { fraction, mix } from "./texture.ts";

/** Surfaces of a drawn moment, from inside out; their order in `DrawnMoment.surfacesMm2`. */
export const surface = {
  trabeculae: 0,
  endocardium: 1,
  /** Outer border of the scar of an old infarct, which lies on the endocardium; there is none where they coincide. */
  scar: 2,
  epicardium: 3,
  rightTrabeculae: 4,
  rightEndocardium: 5,
  rightEpicardium: 6,
  fat: 7,
  pericardium: 8,
} as const;
export const surfaceCount = 9;

/** A moment ready for look-up by height and angle. */
export interface DrawnMoment {
  readonly moment: Moment;
  /** (node, surface): squared distance from the axis in mm². */
  readonly surfacesMm2: Float64Array;
  /** (height node, muscle, x y radius²) of the two papillary muscles in mm; radius² 0 where there is none. */
  readonly papillaries: Float64Array;
}

/** What is drawn on a heart at every moment alike, node by node in mm. */
export interface SurfaceDetail {
  readonly trabeculaeMm: PolarMap;
  readonly rightTrabeculaeMm: PolarMap;
  readonly fatMm: PolarMap;
}

export function surfaceDetail({ parameters, rv }: Heart): SurfaceDetail {
  const { leftVentricle, body } = parameters;
  const depth = leftVentricle.trabecularDepthMm;
  return Object.freeze({
    trabeculaeMm: polarMap((node) => depth * (1.3 - heightOf(node)) * roughness(body.textureSeed, node)),
    rightTrabeculaeMm: polarMap((node) => 1.5 * depth * (1.4 - heightOf(node)) * roughness(body.textureSeed + 1, node)),
    fatMm: polarMap((node) => epicardialFatMm(parameters, node, rv.cavityMm2[node]! > 0)),
  });
}

const PERICARDIUM_MM = 1.2;

export function drawnMoment(whole: Heart, detail: SurfaceDetail, moment: Moment): DrawnMoment {
  const surfacesMm2 = new Float64Array(nodeCount * surfaceCount);
  for (let node = 0; node < nodeCount; node++)
    surfacesMm2.set(surfacesAt(whole, detail, moment, node), node * surfaceCount);
  return Object.freeze({ moment, surfacesMm2, papillaries: papillariesOf(whole, moment) });
}

/** The squared radii of every surface at a node, in the order of `surface`. */
function surfacesAt({ lv }: Heart, detail: SurfaceDetail, moment: Moment, node: number): readonly number[] {
  const [endoMm2, epiMm2] = [moment.endocardiumMm2[node]!, moment.epicardiumMm2[node]!];
  const [endo, epi] = [Math.sqrt(endoMm2), Math.sqrt(epiMm2)];
  const scar = Math.sqrt(endoMm2 + lv.scarShare[node]! * (epiMm2 - endoMm2));
  const rightEndo = Math.sqrt(moment.rightEndocardiumMm2[node]!);
  const rightEpi = Math.sqrt(moment.rightEpicardiumMm2[node]!);
  const trabeculae = Math.max(0.5 * endo, endo - detail.trabeculaeMm[node]!);
  const rightTrabeculae = Math.max((epi + rightEndo) / 2, rightEndo - detail.rightTrabeculaeMm[node]!);
  const fat = rightEpi + detail.fatMm[node]!;
  const outer = [rightTrabeculae, rightEndo, rightEpi, fat, fat + PERICARDIUM_MM];
  return [trabeculae, endo, scar, epi, ...outer].map((r) => r * r);
}

/** Ridges along the long axis, in [0, 1]: sharp crests, wide troughs. */
function roughness(seed: number, node: number): number {
  const [angle, height] = [angleOf(node), heightOf(node)];
  const phase = (salt: number) => 2 * Math.PI * fraction(mix(seed, salt));
  const coarse = Math.sin(11 * angle + 5 * height + phase(1)) * Math.sin(7 * height + 2 * angle + phase(2));
  const fine = Math.sin(23 * angle - 9 * height + phase(3));
  return Math.max(0, 0.6 * coarse + 0.4 * fine) ** 1.5;
}

/** Fat lies in the grooves: round the base, and along both insertions of the right ventricle. */
function epicardialFatMm({ rightVentricle, body }: HeartParameters, node: number, isOverRight: boolean): number {
  const atBase = Math.exp(-(((1 - heightOf(node)) / 0.12) ** 2));
  const septum = (rightVentricle.septumAngleDeg * Math.PI) / 180;
  const halfAngle = (rightVentricle.insertionHalfAngleDeg * Math.PI) / 180;
  const offSeptum = Math.abs(angleBetween(angleOf(node), septum));
  const atInsertion = Math.exp(-(((offSeptum - halfAngle) / 0.3) ** 2));
  return (
    body.epicardialFatMm *
    ((isOverRight ? 0.5 : 0.1) + 0.8 * atBase + 0.9 * atInsertion * Math.min(1, 2 * heightOf(node)))
  );
}

/** Direction of the anterolateral and the posteromedial papillary muscle, and the heights between which they stand. */
const PAPILLARY_ANGLES = [-0.8, 1.75];
export const papillaryCount = PAPILLARY_ANGLES.length;
const PAPILLARY_FROM = 0.22;
const PAPILLARY_TO = 0.68;

function papillariesOf({ parameters }: Heart, moment: Moment): Float64Array {
  const papillaries = new Float64Array((heightSteps + 1) * papillaryCount * 3);
  const shortening = parameters.leftVentricle.longitudinalShorteningPercent / 100;
  for (let row = 0; row <= heightSteps; row++) {
    const along = (row / heightSteps - PAPILLARY_FROM) / (PAPILLARY_TO - PAPILLARY_FROM);
    if (along <= 0 || along >= 1) continue;
    for (const [muscle, angle] of PAPILLARY_ANGLES.entries()) {
      const column = Math.round(((angle + 2 * Math.PI) / (2 * Math.PI)) * angleSteps) % angleSteps;
      const endocardium = Math.sqrt(moment.endocardiumMm2[row * angleSteps + column]!);
      const radius = parameters.leftVentricle.papillaryRadiusMm * Math.min(1, 3 * (1 - along)) * (1 + shortening / 2);
      const distance = Math.max(0, endocardium - radius * (0.6 + 0.6 * along));
      papillaries.set(
        [distance * Math.cos(angle), distance * Math.sin(angle), radius ** 2],
        (row * papillaryCount + muscle) * 3,
      );
    }
  }
  return papillaries;
}
