/**
 * What lies above the base: left and right atrium, aortic root, pulmonary outflow. Their roof stays where it is, so
 * they stretch as the base descends. They carry no label: ACDC's ventricles end at the valves.
 */
import type { Heart } from "./heart.ts";
import { equatorRadiusMm } from "./left-ventricle.ts";
import { type TissueCode, tissue } from "./tissue.ts";

interface Chamber {
  readonly x: number;
  readonly y: number;
  readonly radiusMm: number;
  /** How the section narrows towards the roof: 0 a tube, 1 a dome. */
  readonly doming: number;
}

export interface BasalAnatomy {
  /** Height of the roof above the apex of the left ventricle. */
  readonly roofMm: number;
  /** From front to back of the drawing: an earlier chamber hides a later one. */
  readonly chambers: readonly Chamber[];
}

const ROOF_ABOVE_BASE_MM = 55;
const CHAMBER_WALL_MM = 1.5;
const FAT_ROUND_CHAMBERS_MM = 4;

export function basalAnatomy({ parameters, lv, rv }: Heart): BasalAnatomy {
  const radius = equatorRadiusMm(parameters.leftVentricle);
  const epicardium = radius + parameters.leftVentricle.wallThicknessMm;
  const septum = (parameters.rightVentricle.septumAngleDeg * Math.PI) / 180;
  const vessel = 11 + radius / 12;
  const chamber = (turn: number, distance: number, radiusMm: number, doming: number): Chamber => ({
    x: distance * Math.cos(septum + turn),
    y: distance * Math.sin(septum + turn),
    radiusMm,
    doming,
  });
  return Object.freeze({
    roofMm: lv.lengthMm + ROOF_ABOVE_BASE_MM,
    chambers: [
      chamber(0.9, 0.5 * radius, vessel, 0),
      chamber(1.3, epicardium + 0.2 * vessel, 1.15 * vessel, 0),
      chamber(-2.4, 0.25 * radius, 1.05 * radius, 1),
      chamber(-0.25, epicardium + 0.45 * rv.depthMm, 12 + 0.5 * rv.depthMm, 1),
    ],
  });
}

/**
 * The tissue above the base.
 * @param rise 0 at the base, 1 at the roof.
 */
export function basalTissueAt({ chambers }: BasalAnatomy, rise: number, x: number, y: number): TissueCode | null {
  if (rise > 1) return null;
  let nearestMm = Number.POSITIVE_INFINITY;
  for (const chamber of chambers) {
    const dome = 1 - chamber.doming * ((rise - 0.35) / 0.68) ** 2;
    const fromWall =
      Math.sqrt((x - chamber.x) ** 2 + (y - chamber.y) ** 2) - chamber.radiusMm * Math.sqrt(Math.max(0, dome));
    if (fromWall < 0) return tissue.blood;
    nearestMm = Math.min(nearestMm, fromWall);
    if (nearestMm < CHAMBER_WALL_MM) return tissue.muscle;
  }
  return nearestMm < CHAMBER_WALL_MM + FAT_ROUND_CHAMBERS_MM ? tissue.fat : null;
}
