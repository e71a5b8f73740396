/** Labels as NIfTI files that lie exactly over the images they were made from. */
import { type LabelVolume, labelFrameOf, NiftiError, type NiftiHeader, writeNiftiLabels } from "@cmrkit/imaging";
import type { StudyInput } from "../input/study-input.ts";
import type { StudyWarning } from "../warning.ts";

export interface SegmentationFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface SegmentationFiles {
  readonly files: readonly SegmentationFile[];
  readonly warnings: readonly StudyWarning[];
}

/** `segmentation.nii.gz` of a cine, or one file for each frame of a pair. @throws {NiftiError} `header-mismatch`. */
export function segmentationFiles(input: StudyInput, labels: LabelVolume): SegmentationFiles {
  if (input.kind === "cine") return cineFile(input, labels);
  const still = (name: string, frame: number) => ({
    name: `segmentation-${name}.nii.gz`,
    bytes: encode(labelFrameOf(labels, frame), input.niftiHeaders[frame], undefined),
  });
  return { files: [still("ed", 0), still("es", 1)], warnings: [] };
}

function cineFile({ niftiHeaders: [like], volume }: StudyInput, labels: LabelVolume): SegmentationFiles {
  const name = "segmentation.nii.gz";
  try {
    return { files: [{ name, bytes: encode(labels, like, volume.frameTimesMs) }], warnings: [] };
  } catch (error) {
    if (!(error instanceof NiftiError && error.kind === "uneven-frame-times")) throw error;
    const message = "frames are not evenly spaced in time, which NIfTI cannot say: segmentation.nii.gz has no times";
    const warning: StudyWarning = { kind: "frame-times-not-written", message };
    return { files: [{ name, bytes: encode(labels, like, undefined) }], warnings: [warning] };
  }
}

function encode(
  labels: LabelVolume,
  like: NiftiHeader | undefined,
  frameTimesMs: readonly number[] | undefined,
): Uint8Array {
  return writeNiftiLabels(labels, {
    gzip: true,
    ...(like !== undefined && { like }),
    ...(frameTimesMs !== undefined && { frameTimesMs }),
  });
}
