/** Assembles the images of a cine series into one 4D volume. */
import { type Volume, voxelsPerFrame } from "../volume.ts";
import { type CineLayout, type LayoutOptions, layOutCine } from "./cine-layout.ts";
import type { CineWarning } from "./cine-warning.ts";
import { DicomError } from "./errors.ts";
import type { FrameOrder } from "./frame-order.ts";
import type { DicomInstance } from "./instance.ts";
import type { PatientFacts } from "./patient-facts.ts";
import { readPixels, requireIntensities } from "./pixel-decoders.ts";

/** A whole cine: its volume, and what is known of how it was taken. */
export interface Cine {
  /** (T, Z, Y, X); k ascends along row × column, i along a row. Frame times where trigger times ordered the frames. */
  readonly volume: Volume;
  /** Of the images: classic or enhanced MR, for references to them. */
  readonly sopClassUid: string;
  readonly studyInstanceUid: string;
  /** Of the first slice, where the stack was joined from several series. */
  readonly seriesInstanceUid: string;
  /** [frame][slice], for references to the images a result was computed from. */
  readonly sopInstanceUids: readonly (readonly string[])[];
  /** [frame][slice], the numbers of the frames within enhanced objects, from 1; undefined for classic images. */
  readonly sourceFrameNumbers: readonly (readonly number[])[] | undefined;
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
 * @throws {DicomError} every kind of `layOutCine`; `unsupported-transfer-syntax`, `unsupported-pixel-format`, `truncated`
 *   or `malformed` when pixels cannot be decoded; `too-large` beyond `MAX_VOXELS`.
 */
export function assembleCine(instances: readonly DicomInstance[], options: LayoutOptions = {}): Cine {
  const layout = layOutCine(instances, options);
  for (const instance of layout.frames.flat()) requireIntensities(instance); // before a long read, not in the middle of it
  requireReadableSize(layout);
  const first = layout.frames[0]![0]!;
  return Object.freeze({
    volume: readVolume(layout),
    sopClassUid: first.sopClassUid,
    studyInstanceUid: first.studyInstanceUid,
    seriesInstanceUid: first.seriesInstanceUid,
    sopInstanceUids: byFrame(layout, ({ sopInstanceUid }) => sopInstanceUid),
    sourceFrameNumbers: frameNumbersOf(layout),
    sliceSpacingMm: layout.sliceSpacingMm,
    frameOrderedBy: layout.frameOrderedBy,
    heartRatePerMin: layout.timing.heartRatePerMin,
    patient: first.patient,
    warnings: layout.warnings,
  });
}

/** 2 GiB of intensities, ten times a large cine: a study beyond is a lying header, or nothing that this reader is for. */
const MAX_VOXELS = 2 ** 29;

function requireReadableSize({ grid, frameCount }: CineLayout): void {
  const voxels = frameCount * voxelsPerFrame(grid);
  if (voxels <= MAX_VOXELS) return;
  const message = `the cine has ${grid.size.join(" × ")} × ${frameCount} voxels, ${MAX_VOXELS} are read at most`;
  throw new DicomError("too-large", `${message}; check its headers`, { voxels });
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

function frameNumbersOf(layout: CineLayout): Cine["sourceFrameNumbers"] {
  const numbers = byFrame(layout, ({ frameNumber }) => frameNumber ?? 0);
  return numbers.every((slices) => slices.every((number) => number > 0)) ? numbers : undefined;
}

function byFrame<T>(
  { frames, frameCount }: CineLayout,
  read: (instance: DicomInstance) => T,
): readonly (readonly T[])[] {
  const at = (t: number) => Object.freeze(frames.map((slice) => read(slice[t]!)));
  return Object.freeze(Array.from({ length: frameCount }, (_, t) => at(t)));
}
