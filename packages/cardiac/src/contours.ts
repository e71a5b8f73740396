/**
 * Outlines of labels within a slice, as closed polygons for drawing.
 *
 * Marching squares at half height (Lorensen and Cline 1987 in two dimensions, doi:10.1145/37402.37422): each vertex
 * lies half way between a voxel centre inside and its neighbour outside, so corners are cut and no staircase remains.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { CardiacError } from "./errors.ts";
import { frameLabels } from "./label-frames.ts";

/** In voxel indices (i, j), where whole numbers are voxel centres. */
export type ContourPoint = readonly [number, number];

/** A closed polygon; the last point joins the first. With j drawn downwards, outer contours run clockwise, holes against. */
export type Contour = readonly ContourPoint[];

export interface SliceOf {
  readonly frameIndex: number;
  readonly sliceIndex: number;
}

/**
 * The outlines of all voxels of a slice that carry one of the labels: [3] outlines the left cavity (endocardium),
 * [2, 3] cavity and wall together (epicardium). Voxels that touch only at a corner are separate. The signed areas of
 * all contours add up to voxels − (pieces − holes) / 2, because each contour's four net corners lose an eighth each.
 * @returns contours in the order of their first point, top to bottom; none when no voxel carries a label.
 * @throws {CardiacError} `frame` when there is no such slice.
 * @throws {GridError} `data-size`; `bad-window` when there is no such frame.
 */
export function contours(labels: LabelVolume, { frameIndex, sliceIndex }: SliceOf, of: readonly number[]): Contour[] {
  const [X, Y, Z] = labels.grid.size;
  if (!Number.isInteger(sliceIndex) || sliceIndex < 0 || sliceIndex >= Z) {
    throw new CardiacError("frame", `slice ${sliceIndex} of a volume with ${Z} slices`, { sliceIndex });
  }
  const slice = frameLabels(labels, frameIndex).subarray(sliceIndex * X * Y, (sliceIndex + 1) * X * Y);
  const isInside = (i: number, j: number) => i >= 0 && i < X && j >= 0 && j < Y && of.includes(slice[j * X + i] ?? 0);
  return linkSegments(marchSquares(isInside, X, Y), X);
}

/** Area in voxels; positive for outer contours, negative for holes (shoelace formula). */
export function signedArea(contour: Contour): number {
  let twice = 0;
  for (const [n, [i, j]] of contour.entries()) {
    const [nextI, nextJ] = contour[(n + 1) % contour.length]!;
    twice += i * nextJ - nextI * j;
  }
  return twice / 2;
}

/** The sides of the square between four voxel centres, and how far their middles lie from the first centre, doubled. */
const sides = { top: [1, 0], right: [2, 1], bottom: [1, 2], left: [0, 1] } as const;
type Side = keyof typeof sides;

/**
 * For each pattern of the four centres inside (1 top left, 2 top right, 4 bottom right, 8 bottom left) the segments
 * through the square, with the inside on the right hand as seen with j downwards.
 */
const segmentsOf: readonly (readonly (readonly [Side, Side])[])[] = [
  [],
  [["top", "left"]],
  [["right", "top"]],
  [["right", "left"]],
  [["bottom", "right"]],
  // biome-ignore format: two corners that do not touch
  [["top", "left"], ["bottom", "right"]],
  [["bottom", "top"]],
  [["bottom", "left"]],
  [["left", "bottom"]],
  [["top", "bottom"]],
  // biome-ignore format: two corners that do not touch
  [["right", "top"], ["left", "bottom"]],
  [["right", "bottom"]],
  [["left", "right"]],
  [["top", "right"]],
  [["left", "top"]],
  [],
];

/** From each vertex to the next. A vertex is its doubled, shifted coordinates in one number: exact, so segments meet. */
function marchSquares(isInside: (i: number, j: number) => boolean, X: number, Y: number): Map<number, number> {
  const next = new Map<number, number>();
  for (let j = -1; j < Y; j++) {
    for (let i = -1; i < X; i++) {
      const pattern =
        Number(isInside(i, j)) +
        2 * Number(isInside(i + 1, j)) +
        4 * Number(isInside(i + 1, j + 1)) +
        8 * Number(isInside(i, j + 1));
      for (const [from, to] of segmentsOf[pattern]!) next.set(vertexKey(i, j, from, X), vertexKey(i, j, to, X));
    }
  }
  return next;
}

/** Follows the segments round, each contour once. */
function linkSegments(next: Map<number, number>, X: number): Contour[] {
  const linked: Contour[] = [];
  for (const first of next.keys()) {
    const keys: number[] = [];
    for (let key: number | undefined = first; key !== undefined; key = take(next, key)) keys.push(key);
    keys.pop(); // the first once more
    if (keys.length > 0) linked.push(withoutStraightPoints(keys.map((key) => pointOfKey(key, X))));
  }
  return linked;
}

function take(next: Map<number, number>, key: number): number | undefined {
  const target = next.get(key);
  next.delete(key);
  return target;
}

/** The same polygon without the points in the middle of a straight run. */
function withoutStraightPoints(points: Contour): Contour {
  return points.filter(([i, j], n) => {
    const [i0, j0] = points.at(n - 1)!;
    const [i1, j1] = points[(n + 1) % points.length]!;
    return (i - i0) * (j1 - j) !== (j - j0) * (i1 - i);
  });
}

/** Doubled coordinates run from −1; the shift by 2 keeps them positive. */
function vertexKey(i: number, j: number, side: Side, X: number): number {
  const [di, dj] = sides[side];
  return (2 * j + dj + 2) * (2 * X + 4) + (2 * i + di + 2);
}

function pointOfKey(key: number, X: number): ContourPoint {
  const width = 2 * X + 4;
  return [((key % width) - 2) / 2, (Math.floor(key / width) - 2) / 2];
}
