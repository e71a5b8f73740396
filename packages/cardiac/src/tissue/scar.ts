/**
 * Scar on late-gadolinium pictures: found by a threshold or given as a mask, and measured as volume, mass and share of the
 * myocardium. No-reflow (microvascular obstruction), dark within the enhanced, counts as scar and is told apart.
 *
 * Source: Schulz-Menger et al. 2020, doi:10.1186/s12968-020-00610-6.
 */
import { assertSameGrid, GridError, type LabelVolume, labelFrameOf, type Volume, voxelVolumeMl } from "@cmrkit/imaging";
import { connectedComponents } from "../connected-components.ts";
import { CardiacError } from "../errors.ts";
import { derive, type Measured, notMeasurable } from "../measured.ts";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { MYOCARDIAL_DENSITY_G_PER_ML } from "../ventricular-function.ts";
import type { EnhancementThreshold } from "./enhancement-threshold.ts";
import { assertStill } from "./region.ts";

/** What a voxel of a scar map is; 0 is no scar. */
export const ENHANCED = 1;
export const NO_REFLOW = 2;

export interface ScarMap {
  /** (Z, Y, X): 0, `ENHANCED` or `NO_REFLOW`. */
  readonly mask: Uint8Array;
  readonly method: string;
}

export interface ScarMeasures {
  readonly method: string;
  /** Enhanced and no-reflow together, × 1.05 g/ml. */
  readonly scarMassG: Measured;
  readonly noReflowMassG: Measured;
  readonly myocardialMassG: Measured;
  /** Of the myocardium. */
  readonly scarSharePercent: Measured;
  readonly noReflowSharePercent: Measured;
  /** Share of each segment, by number from 1; empty where no segments were given. */
  readonly segmentScarSharePercent: readonly Measured[];
}

/** Share of a dark island's border that must be enhanced; the rest may be cavity. */
const LEAST_ENHANCED_BORDER = 0.5;

/**
 * Myocardium above a threshold, with its dark islands: what lies within a slice between enhanced tissue and cavity, at least
 * half of its border enhanced, and touches nothing else, is no-reflow. So is healthy muscle under a scar of the outer wall, as
 * in myocarditis: the rule is for infarcts, which begin at the endocardium.
 * @param labels One frame on the picture's grid; myocardium includes the scar.
 * @throws {GridError} `grids-differ`, `data-size`. @throws {CardiacError} `frame` when the picture is not still.
 */
export function scarAbove(image: Volume, labels: LabelVolume, { intensity, method }: EnhancementThreshold): ScarMap {
  assertStill(image);
  assertSameGrid(image.grid, labels.grid, "the picture and its labels");
  const { labels: frame } = labelFrameOf(labels, 0);
  const mask = frame.map((label, at) => (label === MYOCARDIUM && image.data[at]! > intensity ? ENHANCED : 0));
  const [X, Y, Z] = labels.grid.size;
  for (let k = 0; k < Z; k++) {
    const span = [k * X * Y, (k + 1) * X * Y] as const;
    markNoReflow(mask.subarray(...span), frame.subarray(...span), X, Y);
  }
  return { mask, method };
}

/**
 * Mass and share of a scar, from `scarAbove`, a reader or a model.
 * @param labels One frame; myocardium includes the scar.
 * @param segments Segment of each myocardial voxel as `voxelSegments` gives it.
 * @throws {GridError} `data-size` when a map does not fit the labels.
 * @throws {CardiacError} `argument` when scar lies outside the myocardium.
 */
export function scarMeasures(labels: LabelVolume, { mask, method }: ScarMap, segments?: Uint8Array): ScarMeasures {
  const { labels: frame } = labelFrameOf(labels, 0);
  assertFits(frame, mask);
  if (segments !== undefined) assertFits(frame, segments);
  const stray = mask.findIndex((scar, at) => scar !== 0 && frame[at] !== MYOCARDIUM);
  if (stray !== -1) throw new CardiacError("argument", `voxel ${stray} is scar but not myocardium`, { voxel: stray });
  const myocardium = count(frame, (label) => label === MYOCARDIUM);
  const share = (voxels: number): Measured =>
    myocardium === 0 ? notMeasurable("no left ventricular myocardium is labelled") : (100 * voxels) / myocardium;
  const mass = (voxels: number): Measured =>
    derive([share(voxels)], () => voxels * voxelVolumeMl(labels.grid.ijkToLps) * MYOCARDIAL_DENSITY_G_PER_ML);
  const [scar, noReflow] = [count(mask, (value) => value !== 0), count(mask, (value) => value === NO_REFLOW)];
  return {
    method,
    scarMassG: mass(scar),
    noReflowMassG: mass(noReflow),
    myocardialMassG: mass(myocardium),
    scarSharePercent: share(scar),
    noReflowSharePercent: share(noReflow),
    segmentScarSharePercent: segments === undefined ? [] : segmentShares(mask, segments),
  };
}

function segmentShares(mask: Uint8Array, segments: Uint8Array): Measured[] {
  return Array.from({ length: 16 }, (_, n): Measured => {
    const voxels = count(segments, (segment) => segment === n + 1);
    if (voxels === 0) return notMeasurable("no myocardium lies in the segment");
    const scar = segments.reduce((sum, segment, at) => sum + Number(segment === n + 1 && mask[at] !== 0), 0);
    return (100 * scar) / voxels;
  });
}

/** Within one slice, (Y, X). */
function markNoReflow(mask: Uint8Array, labels: Uint8Array, X: number, Y: number): void {
  const isDark = (at: number) => labels[at] === MYOCARDIUM && mask[at] !== ENHANCED;
  const { componentOf, sizes } = connectedComponents([X, Y, 1], isDark, 6);
  const borders = sizes.map(() => ({ enhanced: 0, cavity: 0, other: 0 }));
  for (const [at, component] of componentOf.entries()) {
    if (component === 0) continue;
    for (const next of neighbours(at, X, Y)) {
      if (next !== undefined && componentOf[next] === component) continue;
      borders[component - 1]![kindOf(next, mask, labels)] += 1;
    }
  }
  const isNoReflow = borders.map(
    ({ enhanced, cavity, other }) => other === 0 && enhanced >= LEAST_ENHANCED_BORDER * (enhanced + cavity),
  );
  for (const [at, component] of componentOf.entries())
    if (component > 0 && isNoReflow[component - 1]) mask[at] = NO_REFLOW;
}

function kindOf(at: number | undefined, mask: Uint8Array, labels: Uint8Array): "enhanced" | "cavity" | "other" {
  if (at === undefined) return "other";
  if (mask[at] === ENHANCED) return "enhanced";
  return labels[at] === LEFT_VENTRICLE ? "cavity" : "other";
}

/** Left, right, above and below; undefined beyond the picture. */
function neighbours(at: number, X: number, Y: number): readonly (number | undefined)[] {
  const [i, j] = [at % X, Math.floor(at / X)];
  return [
    i > 0 ? at - 1 : undefined,
    i < X - 1 ? at + 1 : undefined,
    j > 0 ? at - X : undefined,
    j < Y - 1 ? at + X : undefined,
  ];
}

function count(values: Uint8Array, holds: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + Number(holds(value)), 0);
}

function assertFits(frame: Uint8Array, map: Uint8Array): void {
  if (map.length !== frame.length)
    throw new GridError("data-size", `a map of ${map.length} voxels for ${frame.length} labels`);
}
