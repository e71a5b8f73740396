/** Heart coordinates: (lateral, inferior, basal) in mm, right-handed, origin half-way up the long axis at end-diastole. */
import { add, cross, dot, length, scale, subtract, type Vector3 } from "@cmrkit/imaging";
import type { PoseParameters } from "./parameters.ts";

/** Where heart coordinates lie in the patient (LPS, mm): unit axes and origin. */
export interface HeartFrame {
  readonly lateral: Vector3;
  readonly inferior: Vector3;
  readonly basal: Vector3;
  readonly origin: Vector3;
}

/**
 * The frame of a pose. `lateral` points right, `inferior` down and `basal` into the picture in the usual short-axis
 * display, so a slice whose rows run along `lateral` and columns along `inferior` shows the heart seen from the apex.
 */
export function heartFrame(pose: PoseParameters): HeartFrame {
  const azimuth = (pose.apexAzimuthDeg * Math.PI) / 180;
  const descent = (pose.apexDescentDeg * Math.PI) / 180;
  const roll = (pose.rollDeg * Math.PI) / 180;
  const level = Math.cos(descent);
  const basal: Vector3 = [-level * Math.sin(azimuth), level * Math.cos(azimuth), Math.sin(descent)];
  const down: Vector3 = [0, 0, -1];
  const unrolledInferior = unit(subtract(down, scale(basal, dot(down, basal))));
  const unrolledLateral = cross(unrolledInferior, basal);
  return Object.freeze({
    lateral: rotated(unrolledLateral, unrolledInferior, -roll),
    inferior: rotated(unrolledInferior, scale(unrolledLateral, -1), -roll),
    basal,
    origin: [pose.leftMm, pose.posteriorMm, pose.superiorMm] as const,
  });
}

/** A point of the patient in heart coordinates. */
export function toHeart(frame: HeartFrame, lps: Vector3): Vector3 {
  const offset = subtract(lps, frame.origin);
  return [dot(offset, frame.lateral), dot(offset, frame.inferior), dot(offset, frame.basal)];
}

/** A point of the heart in patient coordinates. */
export function toPatient(frame: HeartFrame, [lateral, inferior, basal]: Vector3): Vector3 {
  const inPlane = add(scale(frame.lateral, lateral), scale(frame.inferior, inferior));
  return add(frame.origin, add(inPlane, scale(frame.basal, basal)));
}

/** `a` turned by `angle` towards `b`, a unit vector at right angles to it. */
export function rotated(a: Vector3, b: Vector3, angle: number): Vector3 {
  return add(scale(a, Math.cos(angle)), scale(b, Math.sin(angle)));
}

export function unit(a: Vector3): Vector3 {
  return scale(a, 1 / length(a));
}
