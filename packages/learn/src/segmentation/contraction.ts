/**
 * Hearts of other contraction: a window bent about its left ventricle, so that the cavity closes and the wall thickens,
 * or the reverse, with picture and labels alike.
 *
 * The wall keeps its area, as muscle keeps its volume: with a and a' the radii of the cavity before and after, what is now
 * at r > a' from the middle was at √(r² + a² - a'²), and the cavity shrinks evenly. Beyond the wall the shift fades
 * within the ventricle's radius, and far away nothing moves.
 */

import { structures } from "@cmrkit/cardiac";
import { bilinear } from "@cmrkit/study";

/** A ventricle of fewer pixels has no shape to bend. */
const SMALLEST_PIXELS = 30;

const cavity = BigInt(structures.leftVentricleBloodPool.label);
const wall = BigInt(structures.leftVentricularMyocardium.label);

/**
 * Bends a window (planes, size, size) and its labels (size, size) in place; without a left ventricle nothing happens.
 * @param area of the cavity afterwards, as a share of what it was.
 */
export function contractWindow(window: Float32Array, labels: BigInt64Array, size: number, area: number): void {
  const ventricle = ventricleIn(labels, size);
  if (!ventricle) return;
  const origins = originsOf(size, ventricle, area);
  const plane = size * size;
  for (let start = 0; start < window.length; start += plane) resample(window.subarray(start, start + plane), origins);
  const before = labels.slice();
  origins.forEach(({ at, x, y }) => {
    labels[at] = before[nearest(y, size) * size + nearest(x, size)]!;
  });
}

interface Ventricle {
  readonly x: number;
  readonly y: number;
  /** Of a disc as large as the cavity, in pixels. */
  readonly cavityRadius: number;
  /** Of a disc as large as wall and cavity together. */
  readonly outerRadius: number;
}

/** The middle of the cavity and the size of the ventricle, or undefined where either part is missing. */
function ventricleIn(labels: BigInt64Array, size: number): Ventricle | undefined {
  let [inside, around, sumX, sumY] = [0, 0, 0, 0];
  labels.forEach((label, at) => {
    if (label === wall) around++;
    if (label !== cavity) return;
    inside++;
    sumX += at % size;
    sumY += Math.floor(at / size);
  });
  if (inside === 0 || around === 0 || inside + around < SMALLEST_PIXELS) return undefined;
  const radiusOf = (pixels: number) => Math.sqrt(pixels / Math.PI);
  return {
    x: sumX / inside,
    y: sumY / inside,
    cavityRadius: radiusOf(inside),
    outerRadius: radiusOf(inside + around),
  };
}

/** Where a pixel that moves comes from, in pixels. */
interface Origin {
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

/** Below so many pixels a shift is none. */
const STILL = 0.02;

function originsOf(size: number, ventricle: Ventricle, area: number): Origin[] {
  const origin = radialOrigin(ventricle, area);
  return Array.from({ length: size * size }, (_, at) => {
    const [dx, dy] = [(at % size) - ventricle.x, Math.floor(at / size) - ventricle.y];
    const r = Math.hypot(dx, dy);
    const stretch = r === 0 ? 1 : origin(r) / r;
    return { at, x: ventricle.x + dx * stretch, y: ventricle.y + dy * stretch, moved: Math.abs(stretch - 1) * r };
  }).filter(({ moved }) => moved > STILL);
}

/** The distance from the middle at which lay what is to be at distance r. */
function radialOrigin({ cavityRadius, outerRadius }: Ventricle, area: number): (r: number) => number {
  const closed = cavityRadius * Math.sqrt(area);
  const gained = cavityRadius ** 2 - closed ** 2;
  const outerClosed = Math.sqrt(outerRadius ** 2 - gained);
  return (r) => {
    if (r <= closed) return (r * cavityRadius) / closed;
    const beyond = Math.max(0, r - outerClosed) / outerRadius;
    return Math.sqrt(r ** 2 + gained * Math.exp(-(beyond ** 2)));
  };
}

function resample(plane: Float32Array, origins: readonly Origin[]): void {
  const before = plane.slice();
  const size = Math.sqrt(plane.length);
  for (const { at, x, y } of origins) plane[at] = bilinear(before, size, size, x, y);
}

const nearest = (position: number, size: number) => Math.min(size - 1, Math.max(0, Math.round(position)));
