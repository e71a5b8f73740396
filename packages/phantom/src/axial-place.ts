/**
 * Places by the long axis of the left ventricle: what all moments of a beat share, so it is worked out once.
 *
 * The base slopes by shearing the heart along its axis, which keeps every volume: the section at `heightMm` is the
 * section that the polar maps describe.
 */
import type { Vector3 } from "@cmrkit/imaging";
import type { Heart } from "./heart.ts";
import { angleSteps } from "./polar-map.ts";

/** (place, field), the fields being those of `field`; flat, because a cine has millions of places. */
export type AxialPlaces = Float64Array;

export const field = {
  /** Distance from the epicardial apex along the long axis in mm, measured parallel to the sloping base. */
  heightMm: 0,
  /** Across the axis in mm, towards lateral and inferior. */
  x: 1,
  y: 2,
  /** Angle around the axis in units of the nodes of a polar map, in [0, angleSteps). */
  angleNode: 3,
} as const;
export const fieldCount = 4;

/** Finds places from points in heart coordinates (lateral, inferior, basal) and writes them at `at` in `places`. */
export type Placer = (x: number, y: number, basal: number, places: AxialPlaces, at: number) => void;

export function placer(heart: Heart): Placer {
  const slope = baseSlope(heart);
  const apex = heart.lv.lengthMm / 2;
  return (x, y, basal, places, at) => {
    const turn = Math.atan2(y, x) / (2 * Math.PI);
    const start = at * fieldCount;
    places[start + field.heightMm] = basal + apex - slope.x * x - slope.y * y;
    places[start + field.x] = x;
    places[start + field.y] = y;
    places[start + field.angleNode] = (turn < 0 ? turn + 1 : turn) * angleSteps;
  };
}

/** Heart coordinates of the point at a height, angle (radians) and distance from the axis: the way back. */
export function heartPoint(heart: Heart, heightMm: number, angle: number, distanceMm: number): Vector3 {
  const slope = baseSlope(heart);
  const [x, y] = [distanceMm * Math.cos(angle), distanceMm * Math.sin(angle)];
  return [x, y, heightMm - heart.lv.lengthMm / 2 + slope.x * x + slope.y * y];
}

/** How fast the base rises towards lateral and inferior: away from the front of the septum, where the aorta leaves. */
function baseSlope({ parameters }: Heart): { readonly x: number; readonly y: number } {
  const outflow = (parameters.rightVentricle.septumAngleDeg * Math.PI) / 180 + OUTFLOW_TURN_RAD;
  const slope = -parameters.leftVentricle.basalSlope;
  return { x: slope * Math.cos(outflow), y: slope * Math.sin(outflow) };
}

/** From the middle of the septum to the aortic root. */
const OUTFLOW_TURN_RAD = 0.7;
