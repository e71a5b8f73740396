/**
 * The left ventricle at end-diastole: a truncated ellipsoidal cavity in an ellipsoidal wall, bent out of round by
 * ellipticity and a flattened septum, its wall thickened, thinned and stunned by region.
 */
import type { HeartParameters, LeftVentricleParameters, WallRegion } from "./parameters.ts";
import { angleBetween, angleOf, heightOf, type PolarMap, polarMap, sectorVolumeMl } from "./polar-map.ts";
import { smoothStep } from "./volume-curve.ts";

/** The left ventricle at end-diastole, node by node. */
export interface EndDiastolicLeftVentricle {
  /** From epicardial apex to base. */
  readonly lengthMm: number;
  /** Height of the endocardial apex, of `lengthMm`. */
  readonly cavityApexFraction: number;
  /** Radius of the widest section, were it round. */
  readonly equatorRadiusMm: number;
  /** Endocardial radius². */
  readonly cavityMm2: PolarMap;
  /** Epicardial radius² − endocardial radius². */
  readonly wallMm2: PolarMap;
  /** Inward motion over that of a healthy wall. */
  readonly motion: PolarMap;
  /** Share of the wall's volume, from the endocardium outwards, that is scar. */
  readonly scarShare: PolarMap;
}

/**
 * ∫ p² over the cavity's length, where p is its radius over that of the widest section:
 * p² = 1 − ((e − c) / c)² at height e ∈ [0, 1] with the widest section at c.
 */
export function ellipsoidFullness(equatorFraction: number): number {
  const c = equatorFraction;
  return 1 - (c ** 3 + (1 - c) ** 3) / (3 * c * c);
}

/** Radius in mm of the widest section from the volume: V = π R² · (lengthToRadius · R) · fullness. */
export function equatorRadiusMm({ endDiastolicVolumeMl, lengthToRadius, equatorFraction }: LeftVentricleParameters) {
  return Math.cbrt((endDiastolicVolumeMl * 1000) / (Math.PI * lengthToRadius * ellipsoidFullness(equatorFraction)));
}

/** The end-diastolic shape whose cavity holds `endDiastolicVolumeMl` exactly. */
export function endDiastolicLeftVentricle({
  leftVentricle,
  rightVentricle,
  wallRegions,
}: HeartParameters): EndDiastolicLeftVentricle {
  const radius = equatorRadiusMm(leftVentricle);
  const cavityLength = leftVentricle.lengthToRadius * radius;
  const cap = leftVentricle.apicalThicknessRatio * leftVentricle.wallThicknessMm;
  const lengthMm = cavityLength + cap;
  const cavityApexFraction = cap / lengthMm;
  const equator = (cap + leftVentricle.equatorFraction * cavityLength) / lengthMm;
  const cavityHeight = (node: number) => (heightOf(node) - cavityApexFraction) / (1 - cavityApexFraction);

  const outline = angularOutline(leftVentricle, (rightVentricle.septumAngleDeg * Math.PI) / 180);
  const profile = (node: number) => squaredProfile(cavityHeight(node), leftVentricle.equatorFraction);
  const unscaled = polarMap((node) => radius ** 2 * profile(node) * outline(angleOf(node)));
  const toTarget = leftVentricle.endDiastolicVolumeMl / sectorVolumeMl(unscaled, lengthMm);
  const cavityMm2 = polarMap((node) => unscaled[node]! * toTarget);

  const outerRadius = radius + leftVentricle.wallThicknessMm;
  const wallMm2 = polarMap((node) => {
    const outer = outerRadius * Math.sqrt(squaredProfile(heightOf(node), equator));
    const evenThickness = outer - radius * Math.sqrt(profile(node));
    const factor = regional(wallRegions, cavityHeight(node), angleOf(node), (region) => region.thicknessFactor);
    const cavity = Math.sqrt(cavityMm2[node]!);
    return (cavity + factor * evenThickness) ** 2 - cavityMm2[node]!;
  });
  const motion = polarMap((node) =>
    regional(wallRegions, cavityHeight(node), angleOf(node), (region) => region.motionFactor),
  );
  const scarShare = polarMap((node) => scarShareAt(wallRegions, cavityHeight(node), angleOf(node)));
  return Object.freeze({
    lengthMm,
    cavityApexFraction,
    equatorRadiusMm: radius,
    cavityMm2,
    wallMm2,
    motion,
    scarShare,
  });
}

/** Squared radius of an ellipsoid over that of its widest section at `equator`; 0 outside. */
function squaredProfile(height: number, equator: number): number {
  return height <= 0 ? 0 : 1 - ((height - equator) / equator) ** 2;
}

/** How far the squared radius departs from a circle's, by angle; its mean over the nodes is made 1 by the caller. */
function angularOutline(lv: LeftVentricleParameters, septum: number): (angle: number) => number {
  const tilt = (lv.ellipticityAngleDeg * Math.PI) / 180;
  return (angle) => {
    const flat = lv.septalFlattening * Math.exp(-((angleBetween(angle, septum) / FLATTENING_WIDTH) ** 2));
    return (1 + lv.ellipticity * Math.cos(2 * (angle - tilt))) * (1 - flat);
  };
}

/** Width in radians of the dent that a loaded right ventricle presses into the septum. */
const FLATTENING_WIDTH = 0.8;

/** Over how much of the angle and of the height a region fades. */
const EDGE_RAD = 0.7;
const EDGE_HEIGHT = 0.25;

/** A factor of the wall: 1, moved towards each region's own where the region is. */
function regional(
  regions: readonly WallRegion[],
  height: number,
  angle: number,
  factorOf: (region: WallRegion) => number,
): number {
  return regions.reduce((factor, region) => factor + (factorOf(region) - 1) * weightOf(region, height, angle), 1);
}

/** Scars of several regions lie over each other; a wall can be no more than all scar. */
function scarShareAt(regions: readonly WallRegion[], height: number, angle: number): number {
  const shares = regions.map((region) => region.scarFraction * weightOf(region, height, angle));
  return Math.min(1, Math.max(0, ...shares));
}

/** 1 inside a region, 0 outside, ½ on its border. */
function weightOf(region: WallRegion, height: number, angle: number): number {
  const fromCentre = Math.abs(angleBetween(angle, (region.centreDeg * Math.PI) / 180));
  const halfWidth = (region.widthDeg * Math.PI) / 360;
  const around = region.widthDeg >= 360 ? 1 : smoothStep((halfWidth - fromCentre) / EDGE_RAD + 0.5);
  const above = smoothStep((height - region.fromFraction) / EDGE_HEIGHT + 0.5);
  const below = smoothStep((region.toFraction - height) / EDGE_HEIGHT + 0.5);
  return around * above * below;
}
