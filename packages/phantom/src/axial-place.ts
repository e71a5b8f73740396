/** A place by the long axis of the left ventricle: what all moments of a beat share, so it is worked out once. */
import type { Vector3 } from "@cmrkit/imaging";
import type { Heart } from "./heart.ts";
import { angleSteps } from "./polar-map.ts";

export interface AxialPlace {
  /** Distance from the epicardial apex along the long axis in mm, measured parallel to the sloping base. */
  readonly heightMm: number;
  /** Across the axis in mm, towards lateral and inferior. */
  readonly x: number;
  readonly y: number;
  readonly squaredMm2: number;
  /** Angle around the axis in units of the nodes of a polar map, in [0, angleSteps). */
  readonly angleNode: number;
}

/**
 * The place of a point in heart coordinates (lateral, inferior, basal).
 *
 * The base slopes by shearing the heart along its axis, which keeps every volume: a section at `heightMm` is the
 * section that the polar maps describe.
 */
export function axialPlace(heart: Heart, [x, y, basal]: Vector3): AxialPlace {
  const slope = baseSlope(heart);
  const turn = Math.atan2(y, x) / (2 * Math.PI);
  return {
    heightMm: basal + heart.lv.lengthMm / 2 - slope.x * x - slope.y * y,
    x,
    y,
    squaredMm2: x * x + y * y,
    angleNode: (turn < 0 ? turn + 1 : turn) * angleSteps,
  };
}

/** Heart coordinates of the place at a height, angle (radians) and distance from the axis: the way back. */
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
