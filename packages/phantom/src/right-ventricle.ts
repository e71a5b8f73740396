/**
 * The right ventricle at end-diastole: a crescent on the septal side of the left, between two insertions, deepest at
 * the base, with a thin free wall.
 */
import type { EndDiastolicLeftVentricle } from "./left-ventricle.ts";
import type { RightVentricleParameters } from "./parameters.ts";
import { angleBetween, angleOf, heightOf, type PolarMap, polarMap, sectorVolumeMl } from "./polar-map.ts";

/** The right ventricle at end-diastole, node by node, as it lies on the epicardium of the left. */
export interface EndDiastolicRightVentricle {
  /** Free-wall endocardial radius² − left epicardial radius². */
  readonly cavityMm2: PolarMap;
  /** Free-wall epicardial radius² − free-wall endocardial radius². */
  readonly wallMm2: PolarMap;
  /** Depth of the cavity at the middle of the septum, at the base. */
  readonly depthMm: number;
}

/** The end-diastolic crescent whose cavity holds `endDiastolicVolumeMl` exactly. */
export function endDiastolicRightVentricle(
  rv: RightVentricleParameters,
  lv: EndDiastolicLeftVentricle,
): EndDiastolicRightVentricle {
  const epicardium = polarMap((node) => Math.sqrt(lv.cavityMm2[node]! + lv.wallMm2[node]!));
  const shape = polarMap((node) => relativeDepth(rv, heightOf(node), angleOf(node)));
  const depthMm = depthForVolume(epicardium, shape, lv.lengthMm, rv.endDiastolicVolumeMl);
  const cavityMm2 = polarMap((node) => (epicardium[node]! + depthMm * shape[node]!) ** 2 - epicardium[node]! ** 2);
  const wallMm2 = polarMap((node) => {
    const inner = Math.sqrt(epicardium[node]! ** 2 + cavityMm2[node]!);
    const thickness = rv.wallThicknessMm * Math.min(1, (depthMm * shape[node]!) / rv.wallThicknessMm);
    return (inner + thickness) ** 2 - inner ** 2;
  });
  return Object.freeze({ cavityMm2, wallMm2, depthMm });
}

/** How much narrower the crescent is at its apex than at the base, and how far its base turns towards the outflow. */
const APICAL_NARROWING = 0.3;
const OUTFLOW_TURN = 0.35;

/** Depth of the crescent over its depth at the base, in [0, 1]; 0 outside the insertions and below its apex. */
function relativeDepth(rv: RightVentricleParameters, height: number, angle: number): number {
  const fromApex = (height - rv.apexFraction) / (1 - rv.apexFraction);
  if (fromApex <= 0) return 0;
  const { centre, halfAngle } = sectorAt(rv, height);
  const across = angleBetween(angle, centre) / halfAngle;
  return Math.abs(across) >= 1 ? 0 : fromApex ** 0.7 * (1 - across * across) ** rv.crescentExponent;
}

/** Angles in radians at which the free wall meets the septum at a height: in front, and below. */
export function insertionAngles(
  rv: RightVentricleParameters,
  height: number,
): readonly [anterior: number, inferior: number] {
  const { centre, halfAngle } = sectorAt(rv, height);
  return [centre + halfAngle, centre - halfAngle];
}

/** Middle and half-width in radians of the crescent at a height, 0 apex to 1 base. */
function sectorAt(
  rv: RightVentricleParameters,
  height: number,
): { readonly centre: number; readonly halfAngle: number } {
  const fromApex = (height - rv.apexFraction) / (1 - rv.apexFraction);
  return {
    centre: (rv.septumAngleDeg * Math.PI) / 180 + OUTFLOW_TURN * (fromApex - 0.5),
    halfAngle: ((rv.insertionHalfAngleDeg * Math.PI) / 180) * (1 - APICAL_NARROWING * (1 - fromApex)),
  };
}

/**
 * The depth d at which the crescent holds a volume. With (e + d f)² − e² = 2 e f d + f² d² the volume is quadratic in d.
 */
function depthForVolume(epicardium: PolarMap, shape: PolarMap, lengthMm: number, volumeMl: number): number {
  const linear = sectorVolumeMl(
    polarMap((node) => 2 * epicardium[node]! * shape[node]!),
    lengthMm,
  );
  const square = sectorVolumeMl(
    polarMap((node) => shape[node]! ** 2),
    lengthMm,
  );
  return (Math.sqrt(linear * linear + 4 * square * volumeMl) - linear) / (2 * square);
}
