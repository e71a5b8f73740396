/** Thickness of the left ventricular wall over one short-axis slice, measured as `wallProfile` does. */
import type { LabelVolume } from "@cmrkit/imaging";
import type { SliceOf } from "./contours.ts";
import type { Measured } from "./measured.ts";
import { wallProfile } from "./wall-profile.ts";

/** The wall of one slice; lengths in mm. */
export interface WallThickness {
  readonly meanMm: Measured;
  readonly maximumMm: Measured;
  /** Share of the endocardial outline that has wall around it, 0 … 1; below 1 where the wall is open, as at the base. */
  readonly walledShare: number;
}

/**
 * The wall of a slice. Points of the endocardium without wall, as at the outflow tract, do not count. Not measurable
 * without cavity or wall.
 * @throws what `contours` throws.
 */
export function wallThickness(labels: LabelVolume, slice: SliceOf): WallThickness {
  const wall = wallProfile(labels, slice);
  if (!("kind" in wall)) return { meanMm: wall, maximumMm: wall, walledShare: 0 };
  const walled = wall.points.flatMap(({ thicknessMm }) => thicknessMm ?? []);
  return {
    meanMm: walled.reduce((sum, mm) => sum + mm, 0) / walled.length,
    maximumMm: Math.max(...walled),
    walledShare: wall.walledShare,
  };
}
