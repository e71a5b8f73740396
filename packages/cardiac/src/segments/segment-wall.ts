/**
 * The left ventricular wall segment by segment: thickness at end-diastole and end-systole, and how it changes.
 *
 * Each phase is cut into thirds of the long axis that it covers itself, since the base moves towards the apex by more than a
 * slice: a place of the stack shows other muscle at end-systole, a third of the ventricle much the same.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import type { SeenFrom } from "../landmarks/rv-insertion.ts";
import { derive, isMeasured, type Measured, type NotMeasurable, notMeasurable } from "../measured.ts";
import type { Phases } from "../phases.ts";
import type { WallPoint } from "../wall-profile.ts";
import { ahaSegments } from "./aha-segments.ts";
import { type SegmentPlane, segmentOfPoint, segmentPlanes } from "./segment-planes.ts";
import { type StackOrientation, stackOrientation } from "./stack-orientation.ts";

export interface SegmentWall {
  /** 1 to 16; 17, the cap, is not measured from short-axis slices. */
  readonly segmentNumber: number;
  readonly name: string;
  /** Mean over the endocardial outline within the segment. */
  readonly endDiastolicThicknessMm: Measured;
  readonly endSystolicThicknessMm: Measured;
  /** 100 · (ES − ED) / ED; the radial strain of the contours is the same number. */
  readonly thickeningPercent: Measured;
  /** 100 · (ES − ED) / ED of the mid-wall's length within the segment, negative where it shortens. */
  readonly circumferentialStrainPercent: Measured;
}

export interface SegmentWalls {
  /** How the stack lies, at end-diastole, or why that is not known. */
  readonly orientation: StackOrientation | NotMeasurable;
  /** 16 of them, by number. */
  readonly segments: readonly SegmentWall[];
}

export interface SegmentOptions {
  /** From where the pictures are seen, for sources whose patient coordinates are not to be trusted. */
  readonly seenFrom?: SeenFrom | undefined;
}

/** Share of a segment's endocardium that must have wall around it: less is the outflow tract, or a slice cut open. */
const LEAST_WALLED = 0.5;

/**
 * Wall of the 16 segments between two frames of one cine, or of a pair joined. What cannot be told of a segment is not
 * measurable, the rest is.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function segmentWalls(labels: LabelVolume, phases: Phases, { seenFrom }: SegmentOptions = {}): SegmentWalls {
  const { endDiastoleIndex: ed, endSystoleIndex: es } = phases;
  const orientation = isMeasured(ed) ? stackOrientation(labels, ed, seenFrom) : ed;
  const wallsAt = (frame: Measured): readonly FrameSegment[] | NotMeasurable => {
    if (!isMeasured(frame)) return frame;
    if (!("kind" in orientation)) return orientation;
    const planes = segmentPlanes(labels, frame, orientation);
    return "notMeasurable" in planes ? planes : frameSegments(planes);
  };
  const [diastolic, systolic] = [wallsAt(ed), wallsAt(es)];
  const segments = ahaSegments.slice(0, 16).map(({ segmentNumber, name }, n): SegmentWall => {
    const [start, end] = [segmentOf(diastolic, n), segmentOf(systolic, n)];
    return {
      segmentNumber,
      name,
      endDiastolicThicknessMm: start.thicknessMm,
      endSystolicThicknessMm: end.thicknessMm,
      thickeningPercent: changePercent(start.thicknessMm, end.thicknessMm),
      circumferentialStrainPercent: changePercent(start.midWallLengthMm, end.midWallLengthMm),
    };
  });
  return { orientation, segments };
}

/** One segment at one frame. */
interface FrameSegment {
  readonly thicknessMm: Measured;
  /** Mean over the slices of its level. */
  readonly midWallLengthMm: Measured;
}

function segmentOf(frame: readonly FrameSegment[] | NotMeasurable, n: number): FrameSegment {
  return "notMeasurable" in frame ? { thicknessMm: frame, midWallLengthMm: frame } : frame[n]!;
}

/** Change of a length from end-diastole to end-systole. */
function changePercent(start: Measured, end: Measured): Measured {
  return derive([start, end], (from, to) => (100 * (to - from)) / from);
}

function frameSegments(planes: readonly SegmentPlane[]): readonly FrameSegment[] {
  const placed = planes.flatMap((plane) =>
    plane.wall.points.map((point, n) => ({
      segmentNumber: segmentOfPoint(plane, point.midWallMm),
      plane,
      point,
      toNextMm: distanceToNext(plane.wall.points, n),
    })),
  );
  return ahaSegments.slice(0, 16).map(({ segmentNumber, level }) => {
    const own = placed.filter((point) => point.segmentNumber === segmentNumber);
    const thick = own.flatMap(({ point }) => point.thicknessMm ?? []);
    if (own.length === 0 || thick.length < LEAST_WALLED * own.length) {
      const none = notMeasurable("less than half of the segment's endocardium has wall around it");
      return { thicknessMm: none, midWallLengthMm: none };
    }
    const slices = planes.filter((plane) => plane.level === level).length;
    return {
      thicknessMm: thick.reduce((sum, mm) => sum + mm, 0) / thick.length,
      midWallLengthMm: own.reduce((sum, { toNextMm }) => sum + toNextMm, 0) / slices,
    };
  });
}

function distanceToNext(points: readonly WallPoint[], n: number): number {
  const [[x, y], [nextX, nextY]] = [points[n]!.midWallMm, points[(n + 1) % points.length]!.midWallMm];
  return Math.hypot(nextX - x, nextY - y);
}
