/**
 * Regions that keep away from borders, where a voxel mixes muscle and blood: the middle of the wall by its own thickness, and
 * the middle of the cavity.
 *
 * Source: Messroghli et al. 2017, JCMR 19:75, doi:10.1186/s12968-017-0389-8, which asks for conservative contours and names
 * no width; the shares are the caller's to choose and to state.
 */
import { type LabelVolume, labelFrameOf, spacingMm } from "@cmrkit/imaging";
import { squaredDistancesMm2 } from "../agreement/distance-transform.ts";
import { CardiacError } from "../errors.ts";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import type { Region } from "./region.ts";

/**
 * Myocardium less a share of the wall's thickness at either border, within slices: of each voxel the way to the cavity over
 * the way from cavity to outside lies between `share` and 1 − `share`. Slices without a cavity have no wall in this sense, and
 * none of their voxels are kept.
 * @param share From 0, which keeps the whole wall around a cavity, to below 0.5.
 * @throws {CardiacError} `argument` for another share. @throws {GridError} `data-size`, `bad-window`.
 */
export function wallCore(labels: LabelVolume, frameIndex: number, share: number): Region {
  if (!(share >= 0 && share < 0.5)) {
    throw new CardiacError("argument", `the share of the wall to take off is 0 to below 0.5, got ${share}`, { share });
  }
  const { labels: frame } = labelFrameOf(labels, frameIndex);
  const toCavity = borderDistancesMm(labels, frame, (label) => label === LEFT_VENTRICLE);
  const toOutside = borderDistancesMm(labels, frame, (label) => label !== LEFT_VENTRICLE && label !== MYOCARDIUM);
  const mask = frame.map((label, at) => {
    const depth = toCavity[at]! / (toCavity[at]! + toOutside[at]!);
    return Number(label === MYOCARDIUM && depth >= share && depth <= 1 - share);
  });
  return { mask, source: `myocardium less ${(100 * share).toFixed(0)} % of the wall at either border` };
}

/** Share of the cavity's greatest depth in a slice from which on blood is clear of trabeculae and papillary muscles. Own rule. */
const DEEP = 0.5;
/** A cavity less deep is too narrow to have blood that is clear of its wall. Own rule. */
const LEAST_DEPTH_MM = 10;

/**
 * Blood in the middle of the left cavity: voxels at least half as deep as the deepest of their slice, in slices where that is
 * 10 mm at least. Papillary muscles that reach the middle are in it; its deviation shows them.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function bloodCore(labels: LabelVolume, frameIndex: number): Region {
  const { labels: frame } = labelFrameOf(labels, frameIndex);
  const depthMm = borderDistancesMm(labels, frame, (label) => label !== LEFT_VENTRICLE);
  const [X, Y, Z] = labels.grid.size;
  const mask = new Uint8Array(frame.length);
  for (let k = 0; k < Z; k++) {
    const slice = depthMm.subarray(k * X * Y, (k + 1) * X * Y);
    const deepest = slice.reduce((most, depth) => (Number.isFinite(depth) && depth > most ? depth : most), 0);
    if (deepest < LEAST_DEPTH_MM) continue;
    for (const [at, depth] of slice.entries())
      mask[k * X * Y + at] = Number(frame[k * X * Y + at] === LEFT_VENTRICLE && depth >= DEEP * deepest);
  }
  return { mask, source: "the middle of the left ventricular cavity, half its depth from every border" };
}

/**
 * From each voxel centre to the border of the nearest voxel of its slice that holds, in mm; 0 within, Infinity where none of
 * the slice holds. The border is taken half a pixel before the nearest centre.
 */
function borderDistancesMm(labels: LabelVolume, frame: Uint8Array, holds: (label: number) => boolean): Float64Array {
  const [X, Y, Z] = labels.grid.size;
  const spacing = spacingMm(labels.grid.ijkToLps);
  const halfPixelMm = (spacing[0] + spacing[1]) / 4;
  const distances = new Float64Array(frame.length);
  for (let k = 0; k < Z; k++) {
    const marked = frame.subarray(k * X * Y, (k + 1) * X * Y).map((label) => Number(holds(label)));
    const squared = squaredDistancesMm2(marked, [X, Y, 1], spacing);
    distances.set(
      squared.map((mm2) => Math.max(0, Math.sqrt(mm2) - halfPixelMm)),
      k * X * Y,
    );
  }
  return distances;
}
