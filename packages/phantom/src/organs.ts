/** Organs as ellipsoids with a wall: enough for the liver, stomach, spleen, kidney and bowel beneath a heart. */
import type { Vector3 } from "@cmrkit/imaging";
import { type TissueCode, tissue } from "./tissue.ts";

export interface Organ {
  readonly centre: Vector3;
  readonly radiiMm: Vector3;
  readonly inside: TissueCode;
  readonly wall: TissueCode;
  readonly wallMm: number;
  /** Gas collects above this y (towards the front, as the patient lies on the back). */
  readonly gasAnteriorOfMm?: number;
}

/** The tissue of the first organ that holds a point, or `null`. */
export function organTissueAt(organs: readonly Organ[], x: number, y: number, z: number): TissueCode | null {
  for (const organ of organs) {
    const dx = (x - organ.centre[0]) / organ.radiiMm[0];
    const dy = (y - organ.centre[1]) / organ.radiiMm[1];
    const dz = (z - organ.centre[2]) / organ.radiiMm[2];
    const squared = dx * dx + dy * dy + dz * dz;
    if (squared >= 1) continue;
    if (squared > (1 - organ.wallMm / Math.min(...organ.radiiMm)) ** 2) return organ.wall;
    return organ.gasAnteriorOfMm !== undefined && y < organ.gasAnteriorOfMm ? tissue.air : organ.inside;
  }
  return null;
}
