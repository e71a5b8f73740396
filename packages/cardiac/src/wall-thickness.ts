/**
 * Thickness of the left ventricular wall in short-axis slices: from each point of the endocardial outline to the nearest
 * of the epicardial one.
 *
 * Source: the rule of ukbb_cardiac, Bai et al. 2018, doi:10.1186/s12968-018-0471-x; outlines as `contours` draws them.
 */
import { type LabelVolume, spacingMm } from "@cmrkit/imaging";
import { type Contour, type ContourPoint, contours, type SliceOf, signedArea } from "./contours.ts";
import { type Measured, notMeasurable } from "./measured.ts";
import { LEFT_VENTRICLE, MYOCARDIUM } from "./structures.ts";

/** The wall of one slice; lengths in mm. */
export interface WallThickness {
  readonly meanMm: Measured;
  readonly maximumMm: Measured;
  /** Share of the endocardial outline that has wall around it, 0 … 1; below 1 where the wall is open, as at the base. */
  readonly walledShare: number;
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
 * The wall of a slice. Points of the endocardium without wall, as at the outflow tract, do not count. Not measurable
 * without cavity or wall.
 * @throws what `contours` throws.
 */
export function wallThickness(labels: LabelVolume, slice: SliceOf): WallThickness {
  const endocardium = outline(labels, slice, [LEFT_VENTRICLE]);
  const epicardium = outline(labels, slice, [LEFT_VENTRICLE, MYOCARDIUM]);
  if (!endocardium || !epicardium) return without(notMeasurable("the slice shows no left ventricular cavity"));
  const [sizeI, sizeJ] = spacingMm(labels.grid.ijkToLps);
  const inMm = (contour: Contour) => contour.map(([i, j]): ContourPoint => [i * sizeI, j * sizeJ]);
  const [inner, outer] = [inMm(endocardium), inMm(epicardium)];
  const walled = inner.map((point) => distanceTo(outer, point)).filter((mm) => mm > TOUCHING * Math.min(sizeI, sizeJ));
  if (walled.length === 0) return without(notMeasurable("no wall is labelled around the left ventricular cavity"));
  return {
    meanMm: walled.reduce((sum, mm) => sum + mm, 0) / walled.length,
    maximumMm: Math.max(...walled),
    walledShare: walled.length / endocardium.length,
  };
}

function without(reason: Measured): WallThickness {
  return { meanMm: reason, maximumMm: reason, walledShare: 0 };
}

/** The largest outline with points at even distances, smoothed. */
function outline(labels: LabelVolume, slice: SliceOf, of: readonly number[]): Contour | undefined {
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

/** From a point to the nearest of a polygon. A loop over numbers: a slice asks for a hundred thousand sides. */
function distanceTo(polygon: Contour, [x, y]: ContourPoint): number {
  let nearest = Number.POSITIVE_INFINITY;
  let [ax, ay] = polygon.at(-1)!;
  for (const [bx, by] of polygon) {
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    nearest = Math.min(nearest, (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2);
    [ax, ay] = [bx, by];
  }
  return Math.sqrt(nearest);
}
