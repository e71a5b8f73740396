/** The 16 segments of a still short-axis stack, or why they cannot be told. */
import {
  ahaSegments,
  assertLabelOrder,
  labelOrderWarnings,
  type MarkedInsertion,
  type NotMeasurable,
  type StackOrientation,
  segmentPlanes,
  stackOrientation,
  voxelSegments,
} from "@cmrkit/cardiac";
import type { SeenFrom } from "@cmrkit/cardiac/landmarks";
import { type LabelVolume, voxelsPerFrame } from "@cmrkit/imaging";
import { sideAssumed } from "../pictures-side.ts";
import type { StudyWarning } from "../warning.ts";

export interface SegmentationOptions {
  /** From where the pictures are seen; unless told, patient coordinates tell. */
  readonly seenFrom?: SeenFrom | undefined;
  /** Anterior insertions of the right ventricle that a reader marked; where there are any, its label is not asked. */
  readonly insertions?: readonly MarkedInsertion[] | undefined;
}

export interface TissueSegments {
  readonly orientation: StackOrientation | NotMeasurable;
  readonly insertionsBy: "marked by a reader" | "label of the right ventricle";
  /** (Z, Y, X), 1 to 16 in myocardium, 0 elsewhere; all 0 where segments cannot be told. */
  readonly numbers: Uint8Array;
  readonly why: NotMeasurable | undefined;
  readonly warnings: readonly StudyWarning[];
}

/** Of a segment, before any measure. */
export const sixteenSegments = ahaSegments.slice(0, 16).map(({ segmentNumber, name }) => ({ segmentNumber, name }));

export const segmentConvention =
  "16 segments of the AHA (Cerqueira 2002): thirds of the long axis covered, sectors from the anterior insertion of the right ventricle; the apical cap is left out";

/**
 * @param labels One frame in cmrkit's numbers. @param isSideUnknown Whether the source does not say how the pictures lie in
 *   the patient: then they are taken to be seen from the apex, as short axes are displayed, and a warning says so.
 * @throws {CardiacError} `label-order` when the labels are numbered by another convention. @throws {GridError} `data-size`.
 */
export function tissueSegments(
  labels: LabelVolume,
  isSideUnknown: boolean,
  { seenFrom, insertions = [] }: SegmentationOptions,
): TissueSegments {
  const doubts = labelOrderWarnings(assertLabelOrder(labels));
  const isAssumed = seenFrom === undefined && isSideUnknown;
  const orientation = stackOrientation(labels, 0, isAssumed ? "apex" : seenFrom);
  const planes = "kind" in orientation ? segmentPlanes(labels, 0, orientation, insertions) : orientation;
  const why = "notMeasurable" in planes ? planes : undefined;
  return {
    orientation,
    insertionsBy: insertions.length > 0 ? "marked by a reader" : "label of the right ventricle",
    numbers: "notMeasurable" in planes ? new Uint8Array(voxelsPerFrame(labels.grid)) : voxelSegments(labels, 0, planes),
    why,
    warnings: isAssumed && why === undefined ? [...doubts, sideAssumed] : doubts,
  };
}
