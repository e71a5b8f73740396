/**
 * Area and length of the left ventricle and the left atrium in one frame of a long-axis view, and the length of the
 * ventricle's endocardium, from labels and the points found on them.
 *
 * Sources: for the atrium Lang et al. 2015, doi:10.1016/j.echo.2014.10.003: its length runs from the middle of the mitral
 * annulus at right angles to it to the roof.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { spacingMm } from "@cmrkit/imaging";
import type { LongAxisOutline } from "../area-length.ts";
import type { ContourPoint } from "../contours.ts";
import { frameLabels } from "../label-frames.ts";
import { largestPart, type MaskPart } from "../landmarks/largest-part.ts";
import { distance, midpoint, type PlanePoint, type PlaneSize } from "../landmarks/plane.ts";
import { type Measured, notMeasurable } from "../measured.ts";
import { LEFT_VENTRICLE } from "../structures.ts";
import { smoothOutline } from "../wall-profile.ts";
import { LEFT_ATRIUM } from "./long-axis-labels.ts";
import type { LongAxisPoints } from "./long-axis-points.ts";

/** One plane: a long-axis view has one slice. */
export function planeSize({ grid }: LabelVolume): PlaneSize {
  const [X, Y] = grid.size;
  return { X, Y };
}

/** Of the cavity: from the middle of the annulus to the endocardial apex. */
export function ventricleOutline(labels: LabelVolume, frameIndex: number, points: LongAxisPoints): LongAxisOutline {
  const inMm = toMm(labels);
  return {
    areaMm2: areaMm2(labels, frameIndex, LEFT_VENTRICLE, "left ventricular cavity"),
    lengthMm: distance(inMm(midpoint(...points.annulus)), inMm(points.endocardialApex)),
  };
}

/** Of the largest piece of the cavity, whatever its shape: what tells end-diastole from end-systole. */
export function cavityAreaMm2(labels: LabelVolume, frameIndex: number): Measured {
  return areaMm2(labels, frameIndex, LEFT_VENTRICLE, "left ventricular cavity");
}

/** Of the largest piece of the left atrium. */
export function atrialAreaMm2(labels: LabelVolume, frameIndex: number): Measured {
  return areaMm2(labels, frameIndex, LEFT_ATRIUM, "left atrium");
}

/** Not measurable where no atrium is drawn, or where it does not lie before the annulus. */
export function atriumOutline(labels: LabelVolume, frameIndex: number, points: LongAxisPoints): LongAxisOutline {
  const atrium = largestPart(frameLabels(labels, frameIndex), planeSize(labels), LEFT_ATRIUM, "left atrium");
  if (atrium.kind === "none") {
    const none = notMeasurable(`${atrium.because} in frame ${frameIndex}`);
    return { areaMm2: none, lengthMm: none };
  }
  return { areaMm2: atrialAreaMm2(labels, frameIndex), lengthMm: atrialLengthMm(labels, atrium, points) };
}

/**
 * Of the endocardium from one end of the annulus over the apex to the other, along the smoothed outline of the cavity.
 * Not measurable where the apex does not lie between the ends.
 */
export function endocardialLengthMm(labels: LabelVolume, frameIndex: number, points: LongAxisPoints): Measured {
  const closed = smoothOutline(labels, { frameIndex, sliceIndex: 0 }, [LEFT_VENTRICLE]);
  if (closed === undefined) return notMeasurable(`no left ventricular cavity is labelled in frame ${frameIndex}`);
  const inMm = toMm(labels);
  const [first, second] = points.annulus.map((end) => nearestIndex(closed, end)) as [number, number];
  const apex = nearestIndex(closed, points.endocardialApex);
  if (first === second) return notMeasurable("both ends of the annulus lie at one place of the endocardium");
  const isBetween = (from: number, to: number) => (from < to ? apex > from && apex < to : apex > from || apex < to);
  const [from, to] = isBetween(first, second) ? [first, second] : [second, first];
  if (!isBetween(from, to)) return notMeasurable("the apex lies on the annulus");
  const arc = from < to ? closed.slice(from, to + 1) : [...closed.slice(from), ...closed.slice(0, to + 1)];
  return arc.slice(1).reduce((sum, point, n) => sum + distance(inMm(point), inMm(arc[n]!)), 0);
}

function areaMm2(labels: LabelVolume, frameIndex: number, label: number, structure: string): Measured {
  const part = largestPart(frameLabels(labels, frameIndex), planeSize(labels), label, structure);
  if (part.kind === "none") return notMeasurable(`${part.because} in frame ${frameIndex}`);
  const [sizeI, sizeJ] = spacingMm(labels.grid.ijkToLps);
  return part.pixels.length * sizeI * sizeJ;
}

/** Of a pixel: how finely the way to the roof is followed. */
const STEP = 0.1;

function atrialLengthMm(labels: LabelVolume, atrium: MaskPart, { annulus, endocardialApex }: LongAxisPoints): Measured {
  const [a, b] = annulus;
  const width = distance(a, b);
  const middle = midpoint(a, b);
  const across: PlanePoint = [(b[1] - a[1]) / width, (a[0] - b[0]) / width];
  const isTowardsApex = across[0] * (endocardialApex[0] - middle[0]) + across[1] * (endocardialApex[1] - middle[1]) > 0;
  const [dx, dy] = isTowardsApex ? [-across[0], -across[1]] : across;
  const { X, Y } = atrium.size;
  let last = 0;
  for (let step = 0; step < X + Y; step += STEP)
    if (atrium.isInside(Math.round(middle[0] + step * dx), Math.round(middle[1] + step * dy))) last = step;
  if (last === 0) return notMeasurable("the left atrium does not lie before the middle of the annulus");
  const inMm = toMm(labels);
  return distance(inMm(middle), inMm([middle[0] + last * dx, middle[1] + last * dy]));
}

function toMm({ grid }: LabelVolume): (point: PlanePoint | ContourPoint) => PlanePoint {
  const [sizeI, sizeJ] = spacingMm(grid.ijkToLps);
  return ([x, y]) => [x * sizeI, y * sizeJ];
}

function nearestIndex(contour: readonly ContourPoint[], point: PlanePoint): number {
  return contour.reduce((best, at, n) => (distance(at, point) < distance(contour[best]!, point) ? n : best), 0);
}
