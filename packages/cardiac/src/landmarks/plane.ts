/** Points and masks in one picture. */

/** In pixels, x along a row and y down the rows; whole numbers are pixel centres. */
export type PlanePoint = readonly [x: number, y: number];

/** X columns and Y rows; what fills the plane is (Y, X), x fastest. */
export interface PlaneSize {
  readonly X: number;
  readonly Y: number;
}

/** Whether a point lies on a pixel of the plane. */
export function isWithin([x, y]: PlanePoint, { X, Y }: PlaneSize): boolean {
  return x >= -0.5 && y >= -0.5 && x <= X - 0.5 && y <= Y - 0.5;
}

export function distance([x1, y1]: PlanePoint, [x2, y2]: PlanePoint): number {
  return Math.hypot(x2 - x1, y2 - y1);
}

export function midpoint([x1, y1]: PlanePoint, [x2, y2]: PlanePoint): PlanePoint {
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}

/** The mean of some points, one at least. */
export function centroid(points: readonly PlanePoint[]): PlanePoint {
  const [x, y] = points.reduce(([sumX, sumY], [px, py]) => [sumX + px, sumY + py], [0, 0]);
  return [x / points.length, y / points.length];
}

/**
 * Twice the signed area of the triangle: positive when the way from a over b to c turns clockwise as displayed, y running
 * down.
 */
export function turn(a: PlanePoint, b: PlanePoint, c: PlanePoint): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
