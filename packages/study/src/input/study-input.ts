/** One study as the analysis takes it: pictures, where they come from, and what their header says of the subject. */
import type { NotMeasurable } from "@cmrkit/cardiac";
import type { FrameOrder, NiftiHeader, SourceCine, Vector3, Volume } from "@cmrkit/imaging";
import type { Subject } from "../subject.ts";
import type { StudyWarning } from "../warning.ts";

/** `measurements.json`'s `input`: enough to find the images again, nothing that names the patient. */
export interface InputFacts {
  readonly format: "dicom" | "nifti" | "nifti-pair";
  readonly columns: number;
  readonly rows: number;
  readonly sliceCount: number;
  readonly frameCount: number;
  /** Between voxel centres along a row, down a column, and from slice to slice. */
  readonly voxelSpacingMm: Vector3;
  readonly studyInstanceUid?: string;
  /** Of the first slice, where the stack was joined from several series. */
  readonly seriesInstanceUid?: string;
  readonly joinedSeriesUids?: readonly string[];
  readonly manufacturer?: string;
  readonly manufacturerModelName?: string;
  readonly magneticFieldStrengthT?: number;
  readonly heartRatePerMin?: number;
  readonly frameOrderedBy?: FrameOrder;
  /** SHA-256 of each NIfTI file, end-diastole before end-systole. */
  readonly filesSha256?: readonly string[];
}

export interface StudyInput {
  /** `cine`: frames over the cardiac cycle. `pair`: frame 0 is end-diastole and frame 1 end-systole, as the user said. */
  readonly kind: "cine" | "pair";
  readonly volume: Volume;
  /** Why the volume has no frame times although the header states some. */
  readonly frameTimesUnknown?: NotMeasurable;
  readonly facts: InputFacts;
  /** What the header says; the user may know better. */
  readonly subject: Subject;
  readonly warnings: readonly StudyWarning[];
  /** Headers to carry through to the segmentation: one for a cine, two for a pair, none for DICOM. */
  readonly niftiHeaders: readonly NiftiHeader[];
  /** Where the images are, for objects that refer to them; absent for NIfTI. */
  readonly dicom?: DicomSource;
}

export interface DicomSource {
  readonly cine: SourceCine;
  /** Path of an image; who the patient is is read from it when an object needs it, and not before. */
  readonly firstImage: string;
}
