/** Sequence and view from how the images of a series lie and when they were taken, where no word says it. */
import type { SeriesSummary } from "@cmrkit/imaging";
import { type ImageKind, unknownKind } from "./described-kind.ts";

/** Fewer frames than this are no cine but a set of stills. */
const LEAST_FRAMES = 4;
/** A cine spans one heart beat: at 30 beats a minute two seconds. Perfusion and mapping take longer. */
const LONGEST_BEAT_MS = 2000;
/** A long-axis cine has one slice, or two or three that are not parallel. */
const LEAST_SLICES = 3;

/** Whether frames lie within one heart beat. */
export function isCineTiming(frameTimesMs: readonly number[] | undefined): boolean {
  if (frameTimesMs === undefined || frameTimesMs.length < LEAST_FRAMES) return false;
  const spanMs = Math.max(...frameTimesMs) - Math.min(...frameTimesMs);
  return spanMs > 0 && spanMs < LONGEST_BEAT_MS;
}

/**
 * What geometry and timing tell: an oblique stack that beats is a short-axis cine. A single plane that beats is a cine of
 * unknown view, since only the heart's place in it would tell two, three and four chambers apart.
 */
export function kindOfStack(
  { sliceCount, orientation }: Pick<SeriesSummary, "sliceCount" | "orientation">,
  frameTimesMs: readonly number[] | undefined,
): ImageKind {
  if (!isCineTiming(frameTimesMs)) return unknownKind;
  return { sequence: "cine", view: sliceCount >= LEAST_SLICES && orientation === "oblique" ? "sax" : "unknown" };
}

/** Stills in all three directions of the patient, in one series: what a scan is planned on. */
export function isThreePlane(stacks: readonly Pick<SeriesSummary, "orientation" | "frameCount">[]): boolean {
  const stills = stacks.filter(({ frameCount }) => frameCount === 1);
  return patientPlanes.every((plane) => stills.some(({ orientation }) => orientation === plane));
}

const patientPlanes = ["axial", "coronal", "sagittal"] as const;
