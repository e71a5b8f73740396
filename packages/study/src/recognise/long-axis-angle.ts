/**
 * Which long-axis view a plane through the ventricle's axis is, by its angle around that axis.
 *
 * Seen from the apex with the head up, the four-chamber plane runs from the lower septum to the upper lateral wall, the
 * two-chamber plane from the inferior to the anterior wall, the three-chamber plane from the inferolateral wall to the
 * anterior septum, 60° after each other. How far a heart is rolled about its axis differs between people, so a plane alone is judged
 * by the usual place, and three planes by how they lie to each other.
 * Source: Cerqueira et al. 2002, doi:10.1161/hc0402.102975 (walls of each view).
 */
import { cross, dot, length, scale, subtract, type Vector3 } from "@cmrkit/imaging";

const longAxisViewNames = ["lax_4c", "lax_2c", "lax_3c"] as const;
export type LongAxisViewName = (typeof longAxisViewNames)[number];

/** Of the line in which a plane cuts the short axis, from the patient's left and back towards the head. */
const usualDeg = { lax_4c: 15, lax_2c: 75, lax_3c: 135 } as const satisfies Record<LongAxisViewName, number>;

/** Half of the 60° between views, less what leaves a plane between two of them. */
const CERTAIN_WITHIN_DEG = 22;
/** Repeated planes of one view lie closer together than this. */
const SAME_VIEW_DEG = 15;
/** Planes that are planned 60° apart, as they come out. */
const LEAST_STEP_DEG = 35;

/** Angle of a plane around the axis in [0, 180): 0 where it cuts the short axis to the left and back, 90 towards the head. */
export function angleAroundAxis(normal: Vector3, towardsApex: Vector3): number {
  const head: Vector3 = [0, 0, 1];
  const up = unit(subtract(head, scale(towardsApex, dot(head, towardsApex))));
  const lateral = cross(up, towardsApex);
  const line = cross(towardsApex, normal);
  const degrees = (Math.atan2(dot(line, up), dot(line, lateral)) * 180) / Math.PI;
  return ((degrees % 180) + 180) % 180;
}

/** What the angles of a study's planes say of one of them. */
export interface AngleVerdict {
  /** One view, or two that it lies between. */
  readonly views: readonly LongAxisViewName[];
  /** Whether three planes, each of its own view, agree. */
  readonly isByThree: boolean;
}

/** @param all angles of every long-axis plane of the study, this one's among them. */
export function viewAtAngle(angleDeg: number, all: readonly number[]): AngleVerdict {
  const groups = distinctAngles(all);
  if (groups.length !== longAxisViewNames.length || !areApart(groups)) {
    return { views: viewsNear(angleDeg, 0), isByThree: false };
  }
  const rolledDeg = rollOf(groups);
  const views = viewsNear(angleDeg, rolledDeg);
  if (Math.abs(rolledDeg) > CERTAIN_WITHIN_DEG) return { views: viewsNear(angleDeg, 0), isByThree: false };
  return { views, isByThree: views.length === 1 };
}

/** How far all planes are turned against the usual place, within half a step. */
function rollOf(groups: readonly number[]): number {
  const differences = groups.map((angle) => {
    const nearest = longAxisViewNames.map((view) => turnBetween(usualDeg[view], angle));
    return nearest.reduce((least, turn) => (Math.abs(turn) < Math.abs(least) ? turn : least));
  });
  return differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
}

function viewsNear(angleDeg: number, rolledDeg: number): readonly LongAxisViewName[] {
  const ranked = longAxisViewNames
    .map((view) => ({ view, offDeg: Math.abs(turnBetween(usualDeg[view] + rolledDeg, angleDeg)) }))
    .sort((a, b) => a.offDeg - b.offDeg);
  const count = ranked[0]!.offDeg <= CERTAIN_WITHIN_DEG ? 1 : 2;
  return ranked.slice(0, count).map(({ view }) => view);
}

/** The angles, those of one view once. */
function distinctAngles(all: readonly number[]): readonly number[] {
  const groups: number[] = [];
  for (const angle of all) {
    if (!groups.some((other) => Math.abs(turnBetween(other, angle)) <= SAME_VIEW_DEG)) groups.push(angle);
  }
  return groups;
}

function areApart(groups: readonly number[]): boolean {
  return groups.every((a, i) => groups.every((b, j) => i === j || Math.abs(turnBetween(a, b)) >= LEAST_STEP_DEG));
}

/** The turn from one line to another, in (−90, 90]: lines have no direction. */
function turnBetween(fromDeg: number, toDeg: number): number {
  const turn = (((toDeg - fromDeg) % 180) + 180) % 180;
  return turn > 90 ? turn - 180 : turn;
}

function unit(a: Vector3): Vector3 {
  return scale(a, 1 / length(a));
}
