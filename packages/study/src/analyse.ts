/** One study in, labels and measures out: the clinical path from picture to numbers. */
import {
  type FunctionMeasurements,
  LEFT_VENTRICLE,
  measureFunction,
  measureFunctionFromPair,
  type PapillaryConvention,
  papillaryByThreshold,
} from "@cmrkit/cardiac";
import type { SeenFrom } from "@cmrkit/cardiac/landmarks";
import { type LabelVolume, labelFrameOf, type Volume } from "@cmrkit/imaging";
import { correctionWarnings, correctLabels } from "./correct-labels.ts";
import { StudyError } from "./errors.ts";
import type { StudyInput } from "./input/study-input.ts";
import type { StudyMeasurements } from "./measurements.ts";
import { type SegmentationFile, segmentationFiles } from "./output/segmentation-files.ts";
import { comparisonOf } from "./reference.ts";
import type { Segmenter } from "./segment/index.ts";
import type { Subject } from "./subject.ts";
import { measureWall } from "./wall.ts";

export interface AnalysisOptions {
  /** Name and version of the program, for the record. */
  readonly software: string;
  /** What the user says of the subject; each value goes before that of the header. */
  readonly subject?: Subject;
  /** `cavity` unless told otherwise; `mass` finds papillary muscles by their intensity. */
  readonly papillaryMuscles?: PapillaryConvention;
  /** From where the pictures are seen; unless told, patient coordinates tell. */
  readonly seenFrom?: SeenFrom;
  /** Called as frames are segmented. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Analysis {
  readonly measurements: StudyMeasurements;
  readonly volume: Volume;
  /** On the volume's grid, as measured. */
  readonly labels: LabelVolume;
  readonly segmentations: readonly SegmentationFile[];
}

/**
 * Segments a study, corrects the labels frame by frame, and measures both ventricles.
 * @throws {StudyError} `no-heart` when no left ventricular cavity is found in any frame, and what the segmenter throws.
 * @throws {CardiacError} `argument` for a body size or heart rate that is no person's; `no-contrast` when papillary
 *   muscles are asked for and blood is not bright.
 */
export async function analyse(input: StudyInput, segmenter: Segmenter, options: AnalysisOptions): Promise<Analysis> {
  const { volume } = input;
  const predicted = await segmenter.segment(volume, options.onProgress);
  const corrected = correctLabels(predicted);
  requireHeart(corrected.labels);
  const papillaryMuscles = options.papillaryMuscles ?? "cavity";
  const labels = papillaryMuscles === "mass" ? papillaryByThreshold(volume, corrected.labels).labels : corrected.labels;
  const subject: Subject = { ...input.subject, ...options.subject };
  const measured = measure(input, labels, papillaryMuscles, subject);
  const { seenFrom } = options;
  const { wall, warnings: wallWarnings } = measureWall({
    input,
    labels: corrected.labels,
    phases: measured.phases,
    seenFrom,
  });
  const segmentation = segmentationFiles(input, labels);
  const { name, sha256, licence } = segmenter.model;
  const { schema, researchUseOnly, warnings, ...measures } = measured;
  const measurements: StudyMeasurements = {
    schema,
    researchUseOnly,
    software: options.software,
    input: input.facts,
    subject,
    model: { name, sha256, licence },
    ...measures,
    reference: comparisonOf({ ...measures, subject }),
    wall,
    warnings: [
      ...warnings,
      ...correctionWarnings(predicted, corrected),
      ...input.warnings.map(({ kind, message }) => ({ kind, message })),
      ...segmentation.warnings,
      ...wallWarnings,
    ],
  };
  return Object.freeze({ measurements, volume, labels, segmentations: segmentation.files });
}

function requireHeart({ labels, frameCount }: LabelVolume): void {
  if (labels.includes(LEFT_VENTRICLE)) return;
  const message = `no left ventricle was found in ${frameCount === 1 ? "the frame" : `any of ${frameCount} frames`}`;
  throw new StudyError("no-heart", `${message}; expected short-axis cine images that show the whole heart`);
}

function measure(
  { kind, volume }: StudyInput,
  labels: LabelVolume,
  papillaryMuscles: PapillaryConvention,
  { bodySize, heartRatePerMin }: Subject,
): FunctionMeasurements {
  const options = { papillaryMuscles, bodySize, heartRatePerMin };
  if (kind === "cine") return measureFunction(labels, { ...options, frameTimesMs: volume.frameTimesMs });
  return measureFunctionFromPair(labelFrameOf(labels, 0), labelFrameOf(labels, 1), options);
}
