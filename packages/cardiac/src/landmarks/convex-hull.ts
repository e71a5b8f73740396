/** The smallest convex polygon about some points. Source: Andrew 1979, doi:10.1016/0020-0190(79)90072-3 (monotone chain). */
import { type PlanePoint, turn } from "./plane.ts";

/** Corners in clockwise order as displayed, y running down; points on an edge are left out. */
export function convexHull(points: readonly PlanePoint[]): PlanePoint[] {
  const sorted = points.toSorted(([x1, y1], [x2, y2]) => x1 - x2 || y1 - y2);
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

/** From the first point to the last, which is left out: the other chain begins with it. */
function chain(sorted: readonly PlanePoint[]): PlanePoint[] {
  const corners: PlanePoint[] = [];
  for (const point of sorted) {
    while (corners.length > 1 && turn(corners.at(-2)!, corners.at(-1)!, point) <= 0) corners.pop();
    corners.push(point);
  }
  corners.pop();
  return corners;
}

/** Area in pixels. */
export function hullArea(hull: readonly PlanePoint[]): number {
  const first = hull[0];
  if (!first) return 0;
  return hull.reduce((twice, corner, n) => twice + turn(first, corner, hull[(n + 1) % hull.length]!), 0) / 2;
}
