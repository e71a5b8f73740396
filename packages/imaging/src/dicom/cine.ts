/** Assembles the images of a cine series into one 4D volume. */
import { type Volume, voxelsPerFrame } from "../volume.ts";
import { type CineLayout, layOutCine } from "./cine-layout.ts";
import type { CineWarning } from "./cine-timing.ts";
import type { FrameOrder } from "./frame-order.ts";
import type { DicomInstance } from "./instance.ts";
import type { PatientFacts } from "./patient-facts.ts";
import { readPixels, requireDecoder } from "./pixel-decoders.ts";

/** A whole cine: its volume, and what is known of how it was taken. */
export interface Cine {
  /** (T, Z, Y, X); k ascends along row × column, i along a row. Frame times where trigger times ordered the frames. */
  readonly volume: Volume;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** [frame][slice], for references to the images a result was computed from. */
  readonly sopInstanceUids: readonly (readonly string[])[];
  readonly sliceSpacingMm: number;
  readonly frameOrderedBy: FrameOrder;
  readonly heartRatePerMin: number | undefined;
  readonly patient: PatientFacts;
  readonly warnings: readonly CineWarning[];
}

/**
 * Builds the 4D volume of one cine stack from its images in any order.
 *
 * Slices are ordered by position along the common normal, frames by trigger time, or as `frameOrderedBy` says.
 * @throws {DicomError} every kind of `layOutCine`, and `unsupported-transfer-syntax` when pixels cannot be decoded.
 */
export function assembleCine(instances: readonly DicomInstance[]): Cine {
  const layout = layOutCine(instances);
  for (const instance of instances) requireDecoder(instance); // before a long read, not in the middle of it
  const first = layout.frames[0]![0]!;
  return Object.freeze({
    volume: readVolume(layout),
    studyInstanceUid: first.studyInstanceUid,
    seriesInstanceUid: first.seriesInstanceUid,
    sopInstanceUids: uidsByFrame(layout),
    sliceSpacingMm: layout.sliceSpacingMm,
    frameOrderedBy: layout.frameOrderedBy,
    heartRatePerMin: layout.timing.heartRatePerMin,
    patient: first.patient,
    warnings: layout.warnings,
  });
}

/** Fills the one array of the volume image by image, so that no second copy of the cine exists at any time. */
function readVolume({ grid, frames, sliceCount, frameCount, timing }: CineLayout): Volume {
  const pixelsPerSlice = grid.size[0] * grid.size[1];
  const data = new Float32Array(frameCount * voxelsPerFrame(grid));
  for (const [k, slice] of frames.entries()) {
    for (const [t, instance] of slice.entries()) {
      data.set(readPixels(instance), (t * sliceCount + k) * pixelsPerSlice);
    }
  }
  const { frameTimesMs } = timing;
  return Object.freeze({ grid, frameCount, data, ...(frameTimesMs === undefined ? {} : { frameTimesMs }) });
}

function uidsByFrame({ frames, frameCount }: CineLayout): readonly (readonly string[])[] {
  const uidsAt = (t: number) => Object.freeze(frames.map((slice) => slice[t]!.sopInstanceUid));
  return Object.freeze(Array.from({ length: frameCount }, (_, t) => uidsAt(t)));
}
