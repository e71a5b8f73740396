/** The body's outline and its wall: skin, subcutaneous fat, muscle with ribs and sternum. */
import type { BodyParameters } from "./parameters.ts";
import { type TissueCode, tissue } from "./tissue.ts";

/** Where a point lies in the wall: its tissue, or `null` inside the trunk. */
export type ChestWall = (x: number, y: number, z: number) => TissueCode | null;

const SKIN_MM = 2;
/** The trunk keeps its girth below this height and narrows towards the shoulders above it. */
const NARROWS_ABOVE_MM = 0;
const NARROWING_MM = 190;
const RIB_PERIOD_MM = 30;
const RIB_HALF_HEIGHT_MM = 6;
const RIB_HALF_DEPTH_MM = 4;
const CORTEX_MM = 1.3;

/** The wall of a trunk that runs along z with the origin at its centre (LPS, mm). */
export function chestWall({ halfWidthMm, halfDepthMm, subcutaneousFatMm, muscleMm }: BodyParameters): ChestWall {
  return (x, y, z) => {
    const girth = girthAt(z);
    const rho = superellipse(Math.abs(x) / (halfWidthMm * girth), Math.abs(y) / (halfDepthMm * girth));
    if (rho >= 1) return tissue.air;
    const distance = Math.sqrt(x * x + y * y);
    const depth = distance / rho - distance;
    if (depth < SKIN_MM) return tissue.skin;
    const posterior = y / distance;
    const fat = subcutaneousFatMm * (1 - 0.35 * Math.abs(posterior)) + SKIN_MM;
    if (depth < fat) return tissue.fat;
    const muscle = muscleMm * (1 + Math.max(0, posterior) + 0.6 * pectoral(x, posterior));
    const inMuscle = (depth - fat) / muscle;
    if (inMuscle > 1) return null;
    return bony(x, y, z, muscle * (1 - inMuscle)) ?? muscleLayer(inMuscle);
  };
}

/** How far in front of the middle the inside of the wall lies, in mm; 0 beside the trunk. */
export function anteriorCavityMm(body: BodyParameters, x: number, z: number): number {
  const wallMm = SKIN_MM + body.subcutaneousFatMm + 1.6 * body.muscleMm;
  const girth = girthAt(z);
  const across = Math.abs(x) / (body.halfWidthMm * girth - wallMm);
  return across >= 1 ? 0 : (body.halfDepthMm * girth - wallMm) * (1 - across * across * Math.sqrt(across)) ** 0.4;
}

/** Girth of the trunk at a height over its greatest. */
function girthAt(z: number): number {
  const narrowing = Math.min(0.8, Math.max(0, z - NARROWS_ABOVE_MM) / NARROWING_MM);
  return 1 - narrowing * narrowing;
}

/** (xⁿ + yⁿ)^(1/n) with n = 2.5, between an ellipse (2) and a box; written for speed. */
function superellipse(x: number, y: number): number {
  return (x * x * Math.sqrt(x) + y * y * Math.sqrt(y)) ** 0.4;
}

/** 1 over the pectoral muscles, 0 over the sternum and behind. */
function pectoral(x: number, posterior: number): number {
  return posterior < -0.3 && Math.abs(x) > 25 ? Math.min(1, (Math.abs(x) - 25) / 30) : 0;
}

/** A sheet of fat parts the outer muscles from the chest wall proper. */
function muscleLayer(inMuscle: number): TissueCode {
  return inMuscle > 0.42 && inMuscle < 0.5 ? tissue.fat : tissue.muscle;
}

/** Ribs slope down towards the front; between their anterior ends lies the sternum. */
function bony(x: number, y: number, z: number, aboveCavityMm: number): TissueCode | null {
  const depth = Math.abs(aboveCavityMm - RIB_HALF_DEPTH_MM - 1) / RIB_HALF_DEPTH_MM;
  if (depth > 1) return null;
  const isSternum = y < 0 && Math.abs(x) < 17;
  const along = z - 0.45 * y;
  const height = isSternum
    ? Math.abs(x) / 17
    : Math.abs(along - RIB_PERIOD_MM * Math.round(along / RIB_PERIOD_MM)) / RIB_HALF_HEIGHT_MM;
  const outline = depth * depth + height * height;
  if (outline > 1) return null;
  return outline > (1 - CORTEX_MM / RIB_HALF_DEPTH_MM) ** 2 ? tissue.bone : tissue.marrow;
}
