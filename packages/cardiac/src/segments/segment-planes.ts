/**
 * How each short-axis slice of a frame is cut into segments: its level along the long axis, the centre from which sectors
 * spread, and the direction in which they begin.
 *
 * Source: Cerqueira et al. 2002, doi:10.1161/hc0402.102975. The long axis covered by slices with wall around at least half
 * of the cavity is cut in three; sectors are counted from the anterior insertion of the right ventricle.
 */
import { type LabelVolume, labelFrameOf, spacingMm } from "@cmrkit/imaging";
import type { ContourPoint } from "../contours.ts";
import { CardiacError } from "../errors.ts";
import { rvInsertionPoints } from "../landmarks/rv-insertion.ts";
import { type NotMeasurable, notMeasurable } from "../measured.ts";
import { LEAST_WALLED } from "../slices/wall-rule.ts";
import { RIGHT_VENTRICLE } from "../structures.ts";
import { sliceExtent } from "../volumes.ts";
import { type WallProfile, wallProfile } from "../wall-profile.ts";
import { type SegmentLevel, segmentAt } from "./aha-segments.ts";
import type { StackOrientation } from "./stack-orientation.ts";

export interface SegmentPlane {
  readonly sliceIndex: number;
  readonly level: Exclude<SegmentLevel, "apex">;
  readonly wall: WallProfile;
  /** Of the anterior insertion about the wall's centre: clockwise as displayed from the direction of i, in mm. */
  readonly insertionDegrees: number;
  /**
   * The slice whose insertion it is: this one, or the nearest basal or mid slice that shows one. Towards the apex the right
   * ventricle narrows and its insertions close up, so that there they no longer tell where the septum begins.
   */
  readonly insertionSliceIndex: number;
  /** 1 where degrees from the insertion over the septum run clockwise as displayed, −1 where they run against. */
  readonly septalTurn: 1 | -1;
}

/** One slice for each of the three levels. */
const FEWEST_SLICES = 3;

/** Where a reader marked that the right ventricle joins the left in front: voxel (i, j) of a slice, all from 0. */
export interface MarkedInsertion {
  readonly sliceIndex: number;
  readonly at: ContourPoint;
}

/**
 * The planes of one frame from base to apex. Not measurable with fewer than three slices with wall, or where no basal or mid
 * slice has an insertion.
 * @param marked Insertions that a reader marked; where there are any, the right ventricle's label is not asked.
 * @throws {CardiacError} `argument` for a marked insertion outside the picture. @throws {GridError} `data-size`, `bad-window`.
 */
export function segmentPlanes(
  labels: LabelVolume,
  frameIndex: number,
  orientation: StackOrientation,
  marked: readonly MarkedInsertion[] = [],
): readonly SegmentPlane[] | NotMeasurable {
  for (const insertion of marked) requireInside(insertion, labels);
  const walls = wallsFromBase(labels, frameIndex, orientation);
  if (walls.length < FEWEST_SLICES) {
    return notMeasurable(
      `only ${walls.length} slices of frame ${frameIndex} show wall around the left cavity; three levels need 3`,
    );
  }
  const levelled = walls.map((slice, n) => ({ ...slice, level: levelAt((n + 0.5) / walls.length) }));
  const insertions = levelled
    .filter(({ level }) => level !== "apical")
    .flatMap((slice) => {
      if (marked.length > 0) return markedInsertion(labels, slice, marked) ?? [];
      return insertionOf(labels, frameIndex, slice, orientation) ?? [];
    });
  const [first, ...others] = insertions;
  if (first === undefined) return notMeasurable(whyNoInsertion(labels, frameIndex, marked));
  return levelled.map((slice): SegmentPlane => {
    const from = (insertion: Insertion) => Math.abs(insertion.sliceIndex - slice.sliceIndex);
    const nearest = others.reduce((best, insertion) => (from(insertion) < from(best) ? insertion : best), first);
    return {
      ...slice,
      insertionDegrees: nearest.degrees,
      insertionSliceIndex: nearest.sliceIndex,
      septalTurn: orientation.seenFrom === "apex" ? -1 : 1,
    };
  });
}

/** The segment, 1 to 16, that a point of the slice lies in; the point in mm along i and j. */
export function segmentOfPoint(
  { level, wall, insertionDegrees, septalTurn }: SegmentPlane,
  point: ContourPoint,
): number {
  return segmentAt(level, septalTurn * (directionDegrees(wall.centreMm, point) - insertionDegrees));
}

interface WallSlice {
  readonly sliceIndex: number;
  readonly wall: WallProfile;
}

function wallsFromBase(labels: LabelVolume, frameIndex: number, { apexAt }: StackOrientation): WallSlice[] {
  const { voxelsPerSlice } = sliceExtent(labels, "leftVentricleBloodPool", frameIndex);
  const walls = [...voxelsPerSlice.keys()].flatMap((sliceIndex) => {
    const wall = wallProfile(labels, { frameIndex, sliceIndex });
    return "kind" in wall && wall.walledShare >= LEAST_WALLED ? [{ sliceIndex, wall }] : [];
  });
  return apexAt === "last slice" ? walls : walls.toReversed();
}

interface Insertion {
  readonly sliceIndex: number;
  readonly degrees: number;
}

function requireInside({ sliceIndex, at }: MarkedInsertion, { grid }: LabelVolume): void {
  const place = [...at, sliceIndex];
  if (place.every((index, axis) => index >= 0 && index <= grid.size[axis]! - 1)) return;
  const message = `the insertion ${place.join(",")} lies outside the picture of ${grid.size.join(" × ")} voxels; column, row and slice count from 0`;
  throw new CardiacError("argument", message, { place: place.join(",") });
}

function whyNoInsertion(labels: LabelVolume, frameIndex: number, marked: readonly MarkedInsertion[]): string {
  if (marked.length > 0) return "no insertion of the right ventricle is marked in a basal or mid slice with wall";
  if (!labelFrameOf(labels, frameIndex).labels.includes(RIGHT_VENTRICLE))
    return "no right ventricle is labelled and no insertion of it is marked";
  return `in no basal or mid slice of frame ${frameIndex} does the right ventricle show where it joins the left`;
}

function markedInsertion(
  labels: LabelVolume,
  { sliceIndex, wall }: WallSlice,
  marked: readonly MarkedInsertion[],
): Insertion | undefined {
  const own = marked.find((insertion) => insertion.sliceIndex === sliceIndex);
  return own && { sliceIndex, degrees: directionOfVoxel(labels, wall, own.at) };
}

function insertionOf(
  labels: LabelVolume,
  frameIndex: number,
  { sliceIndex, wall }: WallSlice,
  { seenFrom }: StackOrientation,
): Insertion | undefined {
  const [X, Y] = labels.grid.size;
  const slice = labelFrameOf(labels, frameIndex).labels.subarray(sliceIndex * X * Y, (sliceIndex + 1) * X * Y);
  const insertion = rvInsertionPoints(slice, { X, Y }, seenFrom);
  if (insertion.kind !== "derived") return undefined;
  return { sliceIndex, degrees: directionOfVoxel(labels, wall, insertion.points.rvInsertionAnterior) };
}

function directionOfVoxel({ grid }: LabelVolume, wall: WallProfile, [i, j]: ContourPoint): number {
  const [sizeI, sizeJ] = spacingMm(grid.ijkToLps);
  return directionDegrees(wall.centreMm, [i * sizeI, j * sizeJ]);
}

function levelAt(shareFromBase: number): SegmentPlane["level"] {
  if (shareFromBase < 1 / 3) return "basal";
  return shareFromBase < 2 / 3 ? "mid" : "apical";
}

function directionDegrees([fromX, fromY]: ContourPoint, [x, y]: ContourPoint): number {
  return (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
}
