/**
 * Which end of a short-axis stack is the apex, and from where its pictures are seen: what tells anterior from inferior.
 *
 * The ventricles taper towards the apex, so labels tell its end. Patient coordinates then tell from which side the rows and
 * columns are seen, because a true coordinate system is right-handed however the patient lies; a stack stored backwards or
 * with mirrored rows needs no case of its own.
 */
import { columnsOf, cross, dot, type LabelVolume, length, scale, type Vector3 } from "@cmrkit/imaging";
import type { SeenFrom } from "../landmarks/rv-insertion.ts";
import { type NotMeasurable, notMeasurable } from "../measured.ts";
import { sliceExtent } from "../volumes.ts";

export type ApexEnd = "first slice" | "last slice";

export interface StackOrientation {
  readonly kind: "oriented";
  readonly apexAt: ApexEnd;
  readonly seenFrom: SeenFrom;
  /** Whether the side was told by the labels and patient coordinates, or by the caller. */
  readonly seenFromBy: "coordinates" | "caller";
}

/** Share of half the stack by which the middle of the cavities' volume lies towards the base. Own rule; half an ellipsoid has 0.25. */
const LEAST_TAPER = 0.04;

/** Left, front and foot: where the apex of a heart in its usual place points. */
const USUAL_APEX: Vector3 = [Math.sqrt(1 / 3), -Math.sqrt(1 / 3), -Math.sqrt(1 / 3)];

/**
 * How the stack lies at one frame, best at end-diastole. Not measurable where the cavities do not taper, or taper towards the
 * patient's right, back and head: then labels or coordinates are wrong, or the heart's place is unusual, and segments
 * would be named by chance.
 * @param seenFrom What the caller knows of pictures whose patient coordinates are not to be trusted; overrules them.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function stackOrientation(
  labels: LabelVolume,
  frameIndex: number,
  seenFrom?: SeenFrom,
): StackOrientation | NotMeasurable {
  const apexAt = apexEnd(labels, frameIndex);
  if (typeof apexAt !== "string") return apexAt;
  if (seenFrom !== undefined) return { kind: "oriented", apexAt, seenFrom, seenFromBy: "caller" };
  const { iAxis, jAxis, kAxis } = columnsOf(labels.grid.ijkToLps);
  const towardsApex = scale(kAxis, (apexAt === "last slice" ? 1 : -1) / length(kAxis));
  if (dot(towardsApex, USUAL_APEX) < 0) {
    return notMeasurable("by its labels and coordinates the heart would point to the patient's right, back and head");
  }
  const behindPicture = cross(iAxis, jAxis);
  const isSeenFromApex = dot(behindPicture, towardsApex) < 0;
  return { kind: "oriented", apexAt, seenFrom: isSeenFromApex ? "apex" : "base", seenFromBy: "coordinates" };
}

/**
 * The end of the stack towards which the cavities taper at one frame.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function apexEnd(labels: LabelVolume, frameIndex: number): ApexEnd | NotMeasurable {
  const taper = taperOf(labels, frameIndex);
  if (Math.abs(taper) < LEAST_TAPER)
    return notMeasurable("the cavities do not taper, so neither end of the stack is the apex");
  return taper > 0 ? "last slice" : "first slice";
}

/** Positive where both cavities together are larger in the first slices, from −1 to 1. */
function taperOf(labels: LabelVolume, frameIndex: number): number {
  const left = sliceExtent(labels, "leftVentricleBloodPool", frameIndex);
  const right = sliceExtent(labels, "rightVentricleBloodPool", frameIndex);
  if (left.between === null) return 0;
  const [first, last] = left.between;
  if (first === last) return 0;
  let [all, moment] = [0, 0];
  for (let slice = first; slice <= last; slice++) {
    const voxels = left.voxelsPerSlice[slice]! + right.voxelsPerSlice[slice]!;
    all += voxels;
    moment += (voxels * ((first + last) / 2 - slice)) / ((last - first) / 2);
  }
  return moment / all;
}
