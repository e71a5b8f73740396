/**
 * The left ventricular wall segment by segment: thickness at end-diastole and end-systole, and how it changes.
 *
 * For thickness each phase is cut into thirds of the long axis that it covers itself, since the base moves towards the apex by
 * more than a slice: a place of the stack shows other muscle at end-systole, a third of the ventricle much the same. Lengths
 * of the mid-wall change from slice to slice, so their strain compares each slice with itself, under its level at end-diastole.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import type { SeenFrom } from "../landmarks/rv-insertion.ts";
import { derive, isMeasured, type Measured, type NotMeasurable, notMeasurable } from "../measured.ts";
import type { Phases } from "../phases.ts";
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
  /**
   * 100 · (ES − ED) / ED of the mid-wall's length within the segment, over slices that show wall in both phases; negative
   * where it shortens.
   */
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
  const planesAt = (frame: Measured): readonly SegmentPlane[] | NotMeasurable => {
    if (!isMeasured(frame)) return frame;
    return "kind" in orientation ? segmentPlanes(labels, frame, orientation) : orientation;
  };
  const [diastolic, systolic] = [planesAt(ed), planesAt(es)];
  const [start, end] = [segmentMeasures(diastolic), segmentMeasures(systolic)];
  const [same, later] = sameSlices(diastolic, systolic).map(segmentMeasures) as [FrameSegments, FrameSegments];
  const segments = ahaSegments.slice(0, 16).map(({ segmentNumber, name }, n): SegmentWall => {
    const endDiastolicThicknessMm = start[n]!.thicknessMm;
    const endSystolicThicknessMm = end[n]!.thicknessMm;
    return {
      segmentNumber,
      name,
      endDiastolicThicknessMm,
      endSystolicThicknessMm,
      thickeningPercent: changePercent(endDiastolicThicknessMm, endSystolicThicknessMm),
      circumferentialStrainPercent: changePercent(same[n]!.midWallLengthMm, later[n]!.midWallLengthMm),
    };
  });
  return { orientation, segments };
}

/** The 16 segments at one frame. */
type FrameSegments = readonly FrameSegment[];

interface FrameSegment {
  readonly thicknessMm: Measured;
  /** Of all its slices together. */
  readonly midWallLengthMm: Measured;
}

type Planes = readonly SegmentPlane[] | NotMeasurable;

/** The planes of slices that both frames have, with the levels of the first: lengths compare within one place only. */
function sameSlices(first: Planes, second: Planes): [Planes, Planes] {
  if ("notMeasurable" in first || "notMeasurable" in second) return [first, second];
  const pairs = first.flatMap((plane) => {
    const later = second.find(({ sliceIndex }) => sliceIndex === plane.sliceIndex);
    return later === undefined ? [] : [{ plane, later: { ...later, level: plane.level } }];
  });
  return [pairs.map(({ plane }) => plane), pairs.map(({ later }) => later)];
}

/** Change of a length from end-diastole to end-systole. */
function changePercent(start: Measured, end: Measured): Measured {
  return derive([start, end], (from, to) => (100 * (to - from)) / from);
}

function segmentMeasures(planes: Planes): FrameSegments {
  if ("notMeasurable" in planes) return Array.from({ length: 16 }, () => without(planes));
  const placed = planes.flatMap((plane) =>
    plane.wall.points.map(({ midWallMm, thicknessMm }) => ({
      segmentNumber: segmentOfPoint(plane, midWallMm),
      thicknessMm,
    })),
  );
  const lengthsMm = midWallLengthsMm(planes);
  return ahaSegments.slice(0, 16).map(({ segmentNumber }, n) => {
    const own = placed.filter((point) => point.segmentNumber === segmentNumber);
    const thick = own.flatMap(({ thicknessMm }) => thicknessMm ?? []);
    if (own.length === 0) return without(notMeasurable("no slice of the segment's level shows wall in both phases"));
    if (thick.length < LEAST_WALLED * own.length) {
      return without(notMeasurable("less than half of the segment's endocardium has wall around it"));
    }
    return { thicknessMm: thick.reduce((sum, mm) => sum + mm, 0) / thick.length, midWallLengthMm: lengthsMm[n]! };
  });
}

/** Sides of the mid-wall are cut this short, so that one across the border of two segments counts to both. */
const PART_MM = 0.25;

/** Of each segment, over all planes: points of the mid-wall may stand millimetres apart, so parts of its sides count. */
function midWallLengthsMm(planes: readonly SegmentPlane[]): number[] {
  const lengthsMm = new Array<number>(16).fill(0);
  for (const plane of planes) {
    const { points } = plane.wall;
    for (const [n, { midWallMm: from }] of points.entries()) {
      const to = points[(n + 1) % points.length]!.midWallMm;
      const sideMm = Math.hypot(to[0] - from[0], to[1] - from[1]);
      const parts = Math.max(1, Math.ceil(sideMm / PART_MM));
      for (let part = 0; part < parts; part++) {
        const share = (part + 0.5) / parts;
        const middle = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] as const;
        lengthsMm[segmentOfPoint(plane, middle) - 1]! += sideMm / parts;
      }
    }
  }
  return lengthsMm;
}

function without(reason: NotMeasurable): FrameSegment {
  return { thicknessMm: reason, midWallLengthMm: reason };
}
