/** The images of a cine as objects that are derived from them refer to them. */
import type { Vector3 } from "../geometry-vector.ts";
import type { Cine } from "./cine.ts";
import { DicomError } from "./errors.ts";
import type { DicomInstance, Orientation } from "./instance.ts";
import type { SeriesReference, SopReference } from "./sop-reference.ts";

/** One image that something was computed from. */
export interface SourceFrame extends SopReference {
  readonly seriesInstanceUid: string;
  /** From 1, where the instance has several frames. */
  readonly frameNumber?: number;
}

export interface SourceCine {
  /** Of the first slice, where a stack was joined from several series. */
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string | undefined;
  /** [frame][slice], in the order of the cine's volume; of an enhanced object each is one of its frames. */
  readonly frames: readonly (readonly SourceFrame[])[];
  readonly imageOrientationPatient: Orientation;
  /** Centre of the first voxel of each slice, in LPS. */
  readonly imagePositionsPatientMm: readonly Vector3[];
  /** Distance between rows, then between columns. */
  readonly pixelSpacingMm: readonly [number, number];
  /** Undefined where the images do not state it. */
  readonly sliceThicknessMm: number | undefined;
  /** Between slice centres. */
  readonly spacingBetweenSlicesMm: number;
}

/**
 * The references of an assembled cine. Positions are those of the slices' first frames, as their headers state them.
 * @param instances the images that the cine was assembled from.
 * @throws {DicomError} `mixed-series` when an image of the cine is not among the instances.
 */
export function sourceCineOf(cine: Cine, instances: readonly DicomInstance[]): SourceCine {
  const byKey = new Map(instances.map((instance) => [keyOf(instance.sopInstanceUid, instance.frameNumber), instance]));
  const sources = cine.sopInstanceUids.map((slices, t) =>
    slices.map((uid, k) => byKey.get(keyOf(uid, cine.sourceFrameNumbers?.[t]?.[k])) ?? refuseUnknown(uid)),
  );
  const firstFrame = sources[0]!;
  const first = firstFrame[0]!;
  return Object.freeze({
    seriesInstanceUid: cine.seriesInstanceUid,
    frameOfReferenceUid: first.frameOfReferenceUid,
    frames: sources.map((slices) => slices.map(referenceTo)),
    imageOrientationPatient: first.imageOrientationPatient,
    imagePositionsPatientMm: firstFrame.map(({ imagePositionPatientMm }) => imagePositionPatientMm),
    pixelSpacingMm: first.pixelSpacingMm,
    sliceThicknessMm: first.sliceThicknessMm,
    spacingBetweenSlicesMm: cine.sliceSpacingMm,
  });
}

function referenceTo({ sopClassUid, sopInstanceUid, seriesInstanceUid, frameNumber }: DicomInstance): SourceFrame {
  return { sopClassUid, sopInstanceUid, seriesInstanceUid, ...(frameNumber !== undefined && { frameNumber }) };
}

function keyOf(sopInstanceUid: string, frameNumber: number | undefined): string {
  return `${sopInstanceUid} ${frameNumber ?? ""}`;
}

function refuseUnknown(sopInstanceUid: string): never {
  const message = `instance ${sopInstanceUid} of the cine is not among the images given; give those it was assembled from`;
  throw new DicomError("mixed-series", message, { sopInstanceUid });
}

/** Each instance of a cine once, in the order of frames and slices, by the series that it belongs to. */
export function seriesReferences(frames: SourceCine["frames"]): readonly SeriesReference[] {
  const byUid = new Map(frames.flat().map((frame) => [frame.sopInstanceUid, frame]));
  const bySeries = Map.groupBy(byUid.values(), ({ seriesInstanceUid }) => seriesInstanceUid);
  return [...bySeries].map(([seriesInstanceUid, instances]) => ({ seriesInstanceUid, instances }));
}
