/**
 * Circumferential and radial strain of the left ventricle from the motion of its contours: how the middle of the wall
 * shortens and how the wall thickens over the beat, against end-diastole.
 *
 * Strain here is the relative change of a length, (L − L_ED) / L_ED (engineering or Lagrangian strain), of whole contours
 * in fixed slices. It is not tissue tracking: rotation, motion through the slice and what happens along a contour are not
 * seen, and normal values of tracked strain do not apply.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { isMeasured, type Measured, notMeasurable } from "./measured.ts";
import type { Phases } from "./phases.ts";
import { sliceExtent } from "./volumes.ts";
import { type WallProfile, wallProfile } from "./wall-profile.ts";

export interface ContourStrain {
  /** At end-systole of the left ventricle; negative where the mid-wall shortens. */
  readonly globalCircumferentialPercent: Measured;
  /** At end-systole; positive where the wall thickens. */
  readonly globalRadialPercent: Measured;
  /** One entry a frame; 0 at end-diastole. */
  readonly circumferentialPercent: readonly Measured[];
  readonly radialPercent: readonly Measured[];
  /** The slices that count, those with a whole wall at end-diastole and at end-systole. */
  readonly sliceIndices: readonly number[];
}

/** Share of the cavity's outline with wall around it from which on a contour of the mid-wall is closed. Own rule. */
const CLOSED = 0.9;

/**
 * Strain over the whole cine. Lengths and thicknesses of all slices that are closed at end-diastole and end-systole are summed
 * before they are compared. A frame in which one of them is open or empty has no strain.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function contourStrain(
  labels: LabelVolume,
  { endDiastoleIndex: ed, endSystoleIndex: es }: Phases,
): ContourStrain {
  const walls = Array.from({ length: labels.frameCount }, (_, frame) => closedWalls(labels, frame));
  if (!isMeasured(ed)) return without(ed, walls.length);
  if (!isMeasured(es)) return without(es, walls.length);
  const slices = [...walls[ed]!.keys()].filter((slice) => walls[es]!.has(slice));
  if (slices.length === 0) {
    return without(
      notMeasurable("no slice has wall all around the cavity at end-diastole and end-systole"),
      walls.length,
    );
  }
  const strainOf = (length: keyof Wall) => {
    const sums = walls.map((wall) => sumOver(wall, slices, length));
    return sums.map((sum, frame): Measured => {
      if (sum === undefined) return notMeasurable(`in frame ${frame} a slice that counts has no closed wall`);
      return (100 * (sum - sums[ed]!)) / sums[ed]!;
    });
  };
  const circumferentialPercent = strainOf("midWallLengthMm");
  const radialPercent = strainOf("thicknessMm");
  return {
    globalCircumferentialPercent: circumferentialPercent[es]!,
    globalRadialPercent: radialPercent[es]!,
    circumferentialPercent,
    radialPercent,
    sliceIndices: slices,
  };
}

/** Of one slice, in mm; the thickness is the mean of its points. */
interface Wall {
  readonly midWallLengthMm: number;
  readonly thicknessMm: number;
}

/** The closed walls of a frame by slice. */
function closedWalls(labels: LabelVolume, frameIndex: number): ReadonlyMap<number, Wall> {
  const { voxelsPerSlice } = sliceExtent(labels, "leftVentricleBloodPool", frameIndex);
  const walls = new Map<number, Wall>();
  for (const [sliceIndex, voxels] of voxelsPerSlice.entries()) {
    if (voxels === 0) continue;
    const wall = wallProfile(labels, { frameIndex, sliceIndex });
    if (!("kind" in wall) || wall.walledShare < CLOSED) continue;
    walls.set(sliceIndex, { midWallLengthMm: midWallLengthMm(wall), thicknessMm: meanThicknessMm(wall) });
  }
  return walls;
}

function sumOver(walls: ReadonlyMap<number, Wall>, slices: readonly number[], length: keyof Wall): number | undefined {
  const lengths = slices.map((slice) => walls.get(slice)?.[length]);
  return lengths.some((mm) => mm === undefined) ? undefined : lengths.reduce((sum: number, mm) => sum + mm!, 0);
}

function midWallLengthMm({ points }: WallProfile): number {
  return points.reduce((sum, { midWallMm: [x, y] }, n) => {
    const [nextX, nextY] = points[(n + 1) % points.length]!.midWallMm;
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);
}

function meanThicknessMm({ points }: WallProfile): number {
  const walled = points.flatMap(({ thicknessMm }) => thicknessMm ?? []);
  return walled.reduce((sum, mm) => sum + mm, 0) / walled.length;
}

function without(reason: Measured, frameCount: number): ContourStrain {
  const none = Array.from({ length: frameCount }, () => reason);
  return {
    globalCircumferentialPercent: reason,
    globalRadialPercent: reason,
    circumferentialPercent: none,
    radialPercent: none,
    sliceIndices: [],
  };
}
