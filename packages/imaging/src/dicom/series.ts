/** Sorts the images of a folder into stacks that share one geometry. Source: DICOM PS3.3 C.7.3.1 (General Series). */
import type { DicomInstance } from "./instance.ts";

/** Images of one series with the same orientation, matrix and pixel spacing. */
export interface Series {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Counts, from 1, the stacks of different geometry that share the SeriesInstanceUID. */
  readonly stackNumber: number;
  /** How many there are: a localiser has one for each direction, a well-made cine just one. */
  readonly stackCount: number;
  /** Images of the same series that lie in its other stacks. */
  readonly imagesElsewhere: number;
  /** In the order of InstanceNumber, then of file name; of a joined stack slice by slice. */
  readonly instances: readonly DicomInstance[];
  /** Of a stack that was exported as one series for each slice: theirs, the first of which is `seriesInstanceUid`. */
  readonly joinedSeriesUids?: readonly string[];
}

/** Whether the images of a stack belong to several series. */
export function isJoined({ joinedSeriesUids }: Series): boolean {
  return joinedSeriesUids !== undefined;
}

/**
 * Groups images by study and series, and splits a series where orientation, matrix or pixel spacing change.
 *
 * @returns sorted by SeriesNumber, then by UID; stacks of one series by their first image.
 */
export function groupSeries(instances: readonly DicomInstance[]): readonly Series[] {
  const bySeries = Map.groupBy(instances, (i) => `${i.studyInstanceUid} ${i.seriesInstanceUid}`);
  const groups = [...bySeries.values()].map((group) => group.toSorted(byInstanceNumber));
  return Object.freeze(groups.toSorted((a, b) => bySeriesNumber(a[0]!, b[0]!)).flatMap(splitIntoStacks));
}

function splitIntoStacks(instances: readonly DicomInstance[]): readonly Series[] {
  const stacks: DicomInstance[][] = [];
  for (const instance of instances) {
    const stack = stacks.find(([first]) => hasSameMatrix(first!, instance) && hasSameOrientation(first!, instance));
    if (stack === undefined) stacks.push([instance]);
    else stack.push(instance);
  }
  const { studyInstanceUid, seriesInstanceUid } = instances[0]!;
  const stackCount = stacks.length;
  return stacks.map((members, index) =>
    Object.freeze({
      studyInstanceUid,
      seriesInstanceUid,
      stackNumber: index + 1,
      stackCount,
      imagesElsewhere: instances.length - members.length,
      instances: Object.freeze(members),
    }),
  );
}

/** Pixel spacings that agree to 0.1 % differ in rounding only: 0.3 mm over a field of view of 300 mm. */
const SPACING_FRACTION = 1e-3;

/** Whether two images have equally many rows and columns, equally far apart. */
export function hasSameMatrix(a: DicomInstance, b: DicomInstance): boolean {
  return a.rows === b.rows && a.columns === b.columns && [0, 1].every((axis) => hasSameSpacing(a, b, axis));
}

function hasSameSpacing(a: DicomInstance, b: DicomInstance, axis: number): boolean {
  const [first, second] = [a.pixelSpacingMm[axis]!, b.pixelSpacingMm[axis]!];
  return Math.abs(first - second) <= SPACING_FRACTION * first;
}

/** Direction cosines that differ by less are rounded differently; 1e-3 is 0.06°, or 0.1 mm over a stack of 100 mm. */
const DIRECTION_TOLERANCE = 1e-3;

/** Whether the rows and columns of two images point the same ways. */
export function hasSameOrientation(a: DicomInstance, b: DicomInstance): boolean {
  const second = b.imageOrientationPatient;
  return a.imageOrientationPatient.every((cosine, i) => Math.abs(cosine - second[i]!) <= DIRECTION_TOLERANCE);
}

function byInstanceNumber(a: DicomInstance, b: DicomInstance): number {
  return compareNumbers(a.instanceNumber, b.instanceNumber) || compareTexts(a.source, b.source);
}

function bySeriesNumber(a: DicomInstance, b: DicomInstance): number {
  return (
    compareNumbers(a.seriesNumber, b.seriesNumber) ||
    compareTexts(a.seriesInstanceUid, b.seriesInstanceUid) ||
    compareTexts(a.studyInstanceUid, b.studyInstanceUid)
  );
}

/** Absent numbers come last. */
function compareNumbers(a = Number.MAX_SAFE_INTEGER, b = Number.MAX_SAFE_INTEGER): number {
  return a - b;
}

/** By code unit, so that no locale changes the order. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
