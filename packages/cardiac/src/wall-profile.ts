/**
 * The left ventricular wall of one short-axis slice, point by point along the endocardium: how thick it is there, and where
 * its middle lies.
 *
 * Thickness is the way from a point of the endocardial outline to the nearest of the epicardial one. Source: the rule of
 * ukbb_cardiac, Bai et al. 2018, doi:10.1186/s12968-018-0471-x; outlines as `contours` draws them.
 */
import { type LabelVolume, spacingMm } from "@cmrkit/imaging";
import { type Contour, type ContourPoint, contours, type SliceOf, signedArea } from "./contours.ts";
import { type NotMeasurable, notMeasurable } from "./measured.ts";
import { LEFT_VENTRICLE, MYOCARDIUM } from "./structures.ts";

export interface WallProfile {
  readonly kind: "wall";
  /** Along the endocardium at even distances; the last point is followed by the first. */
  readonly points: readonly WallPoint[];
  /** Centre of what the epicardium encloses. */
  readonly centreMm: ContourPoint;
  /** Share of the endocardial outline that has wall around it, 0 … 1; below 1 where the wall is open, as at the base. */
  readonly walledShare: number;
}

/** Places are in mm along i and j from the centre of the slice's first voxel. */
export interface WallPoint {
  /** Half way from the endocardium to the epicardium. */
  readonly midWallMm: ContourPoint;
  /** Null where the cavity borders on what is no wall. */
  readonly thicknessMm: number | null;
}

/** Distance of an outline's points, in voxels. */
const STEP = 0.5;

/**
 * How often an outline is smoothed. The steps of its voxels jut towards the cavity, and a nearest point is one that juts: on
 * raw outlines a wall seems 0.4 voxels too thin. So many passes are a Gaussian of 1.4 voxels, which moves a circle of r
 * voxels inwards by 1 / r.
 */
const SMOOTHINGS = 16;

/** Outlines closer than this, in voxels, are one: the cavity borders on what is no wall. */
const TOUCHING = 0.25;

/**
 * The wall of a slice; not measurable without cavity or wall.
 * @throws what `contours` throws.
 */
export function wallProfile(labels: LabelVolume, slice: SliceOf): WallProfile | NotMeasurable {
  const endocardium = smoothOutline(labels, slice, [LEFT_VENTRICLE]);
  const epicardium = smoothOutline(labels, slice, [LEFT_VENTRICLE, MYOCARDIUM]);
  if (!endocardium || !epicardium) return notMeasurable("the slice shows no left ventricular cavity");
  const [sizeI, sizeJ] = spacingMm(labels.grid.ijkToLps);
  const inMm = (contour: Contour) => contour.map(([i, j]): ContourPoint => [i * sizeI, j * sizeJ]);
  const outer = inMm(epicardium);
  const touchingMm = TOUCHING * Math.min(sizeI, sizeJ);
  const points = inMm(endocardium).map((point) => wallPoint(point, nearestOf(outer, point), touchingMm));
  const walled = points.filter(({ thicknessMm }) => thicknessMm !== null).length;
  if (walled === 0) return notMeasurable("no wall is labelled around the left ventricular cavity");
  return { kind: "wall", points, centreMm: centroidOf(outer), walledShare: walled / points.length };
}

function wallPoint(inner: ContourPoint, outer: ContourPoint, touchingMm: number): WallPoint {
  const thicknessMm = Math.hypot(outer[0] - inner[0], outer[1] - inner[1]);
  const midWallMm: ContourPoint = [(inner[0] + outer[0]) / 2, (inner[1] + outer[1]) / 2];
  return { midWallMm, thicknessMm: thicknessMm > touchingMm ? thicknessMm : null };
}

/**
 * The largest outline of some labels with points at even distances, smoothed; undefined where no voxel carries one.
 * @returns In voxel indices, the last point before the first.
 */
export function smoothOutline(labels: LabelVolume, slice: SliceOf, of: readonly number[]): Contour | undefined {
  const [largest] = contours(labels, slice, of).toSorted((a, b) => signedArea(b) - signedArea(a));
  if (!largest) return undefined;
  let line = dense(largest);
  for (let pass = 0; pass < SMOOTHINGS; pass++) line = smoothed(line);
  return line;
}

/** Every side in equal parts of about `STEP`. */
function dense(contour: Contour): Contour {
  return contour.flatMap(([i, j], n) => {
    const [nextI, nextJ] = contour[(n + 1) % contour.length]!;
    const parts = Math.max(1, Math.round(Math.hypot(nextI - i, nextJ - j) / STEP));
    return Array.from({ length: parts }, (_, part): ContourPoint => {
      const share = part / parts;
      return [i + share * (nextI - i), j + share * (nextJ - j)];
    });
  });
}

/** Each point as the mean of itself, twice, and its neighbours. */
function smoothed(contour: Contour): Contour {
  return contour.map(([i, j], n) => {
    const [beforeI, beforeJ] = contour.at(n - 1)!;
    const [afterI, afterJ] = contour[(n + 1) % contour.length]!;
    return [(beforeI + 2 * i + afterI) / 4, (beforeJ + 2 * j + afterJ) / 4];
  });
}

/** The point of a polygon nearest to a point. A loop over numbers: a slice asks for a hundred thousand sides. */
function nearestOf(polygon: Contour, [x, y]: ContourPoint): ContourPoint {
  let least = Number.POSITIVE_INFINITY;
  let nearestX = x;
  let nearestY = y;
  let [ax, ay] = polygon.at(-1)!;
  for (const end of polygon) {
    const dx = end[0] - ax;
    const dy = end[1] - ay;
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    const px = ax + along * dx;
    const py = ay + along * dy;
    const squared = (x - px) ** 2 + (y - py) ** 2;
    if (squared < least) {
      least = squared;
      nearestX = px;
      nearestY = py;
    }
    ax = end[0];
    ay = end[1];
  }
  return [nearestX, nearestY];
}

/** Of the area within a polygon: the first moments of the shoelace formula. */
function centroidOf(polygon: Contour): ContourPoint {
  let [twice, momentX, momentY] = [0, 0, 0];
  for (const [n, [x, y]] of polygon.entries()) {
    const [nextX, nextY] = polygon[(n + 1) % polygon.length]!;
    const part = x * nextY - nextX * y;
    twice += part;
    momentX += part * (x + nextX);
    momentY += part * (y + nextY);
  }
  return [momentX / (3 * twice), momentY / (3 * twice)];
}
