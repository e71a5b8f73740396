/** The apex on an outline, as the long axis is measured: farthest from the middle of the base. */
import { centroid, distance, type PlanePoint } from "./plane.ts";

/** Outline points as far from the base as this share the apex, in pixels. */
const APEX_PIXELS = 0.5;

/** The mean of the points that are farthest from the base, to half a pixel. */
export function apexOf(outline: readonly PlanePoint[], baseMiddle: PlanePoint): PlanePoint {
  const most = outline.reduce((length, point) => Math.max(length, distance(point, baseMiddle)), 0);
  return centroid(outline.filter((point) => distance(point, baseMiddle) > most - APEX_PIXELS));
}
