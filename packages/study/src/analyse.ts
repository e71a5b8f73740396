/** One study in, labels and measures out: the clinical path from picture to numbers. */
import {
  assertCountable,
  countedLabels,
  type FunctionMeasurements,
  LEFT_VENTRICLE,
  labelOrderPlausible,
  measureFunction,
  measureFunctionFromPair,
  type PapillaryConvention,
  type PhaseLandmarks,
  papillaryByThreshold,
  type ReferenceTable,
  type SliceChoice,
} from "@cmrkit/cardiac";
import type { SeenFrom } from "@cmrkit/cardiac/landmarks";
import { type LabelVolume, labelFrameOf, type Volume } from "@cmrkit/imaging";
import { confidenceWarnings, contourConfidence } from "./check/contour-confidence.ts";
import { checkImages, type ImageChecker, imageWarnings } from "./check/image-check.ts";
import { checkOutlines, type OutlineJudge } from "./check/outline-judge.ts";
import { outlineWarnings } from "./check/outline-warnings.ts";
import { correctionWarnings, correctLabels } from "./correct-labels.ts";
import { StudyError } from "./errors.ts";
import type { EarlierResults } from "./input/read-earlier-results.ts";
import type { StudyInput } from "./input/study-input.ts";
import type { ContourOrigin, StudyMeasurements } from "./measurements.ts";
import type { ModelFacts } from "./model-facts.ts";
import { type SegmentationFile, segmentationFiles } from "./output/segmentation-files.ts";
import { comparisonOf } from "./reference.ts";
import type { LabelConfidence, Segmenter } from "./segment/index.ts";
import type { Subject } from "./subject.ts";
import { measureWall } from "./wall.ts";
import type { StudyWarning } from "./warning.ts";

/** How labels are measured, whoever drew them. */
export interface MeasuringOptions {
  /** Name and version of the program, for the record. */
  readonly software: string;
  /** What the user says of the subject; each value goes before that of the header. */
  readonly subject?: Subject;
  /** `cavity` unless told otherwise; `mass` finds papillary muscles by their intensity. */
  readonly papillaryMuscles?: PapillaryConvention;
  /** From where the pictures are seen; unless told, patient coordinates tell. */
  readonly seenFrom?: SeenFrom;
  /** Which slices count; landmarks decide unless told otherwise where there are any, else all that is labelled counts. */
  readonly slices?: SliceChoice;
  readonly landmarks?: PhaseLandmarks;
  /** Goes before the built-in reference ranges where a row of it fits. */
  readonly referenceTable?: ReferenceTable;
  /** Says whether the images look like those that models have learnt from; without one that stays unsaid. */
  readonly imageChecker?: ImageChecker;
  /** Says whether the outlines look like an expert's; without one that stays unsaid. */
  readonly judge?: OutlineJudge;
}

export interface AnalysisOptions extends MeasuringOptions {
  /** Called as frames are segmented. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Analysis {
  readonly measurements: StudyMeasurements;
  readonly volume: Volume;
  /** On the volume's grid, as drawn: of slices that do not count too. */
  readonly labels: LabelVolume;
  readonly segmentations: readonly SegmentationFile[];
}

/**
 * Segments a study, corrects the labels frame by frame, and measures both ventricles.
 * @throws {StudyError} `no-heart` when no left ventricular cavity is found in any frame, and what the segmenter throws.
 * @throws {CardiacError} `argument` for a body size or heart rate that is no person's, slices that the stack does not have or
 *   landmarks that fix no plane; `no-contrast` when papillary muscles are asked for and blood is not bright.
 */
export async function analyse(input: StudyInput, segmenter: Segmenter, options: AnalysisOptions): Promise<Analysis> {
  assertCountable(input.volume.grid.size[2], { choice: options.slices, landmarks: options.landmarks });
  const predicted = await segmenter.segment(input.volume, options.onProgress);
  const corrected = correctLabels(predicted);
  const { name, sha256, licence } = segmenter.model;
  return measureDrawn(
    input,
    {
      labels: corrected.labels,
      confidence: predicted.confidence,
      model: { name, sha256, licence },
      origin: "model",
      warnings: correctionWarnings(predicted, corrected),
    },
    options,
  );
}

/**
 * Measures the segmentation of an earlier analysis of the same images again, as it is: nothing is segmented and nothing corrected. What
 * was said of the subject then holds, unless said otherwise now.
 * @throws as `analyse`.
 */
export async function measureAgain(
  input: StudyInput,
  earlier: EarlierResults,
  options: MeasuringOptions,
): Promise<Analysis> {
  const { labels, model, warnings } = earlier;
  const subject = { ...earlier.subject, ...options.subject };
  return measureDrawn(input, { labels, model, origin: "earlier results", warnings }, { ...options, subject });
}

interface DrawnLabels {
  /** With papillary muscles in the cavity. */
  readonly labels: LabelVolume;
  readonly confidence?: LabelConfidence | undefined;
  readonly model: ModelFacts;
  readonly origin: ContourOrigin;
  readonly warnings: readonly StudyWarning[];
}

async function measureDrawn(input: StudyInput, drawn: DrawnLabels, options: MeasuringOptions): Promise<Analysis> {
  const { volume } = input;
  requireHeart(drawn);
  const labels = options.papillaryMuscles === "mass" ? papillaryByThreshold(volume, drawn.labels).labels : drawn.labels;
  const subject: Subject = { ...input.subject, ...options.subject };
  const measured = measure(input, { labels, wallLabels: drawn.labels }, subject, options);
  const { wall, warnings: wallWarnings } = measureWall({
    input,
    labels: countedLabels(drawn.labels, measured.slices),
    phases: measured.phases,
    seenFrom: options.seenFrom,
  });
  const outlines = { volume, labels: drawn.labels, phases: measured.phases };
  const imageCheck = await checkImages(volume, measured.phases, options.imageChecker);
  const outlineCheck = await checkOutlines(outlines, options.judge);
  const confidence = contourConfidence(drawn.confidence, measured.phases);
  const segmentation = segmentationFiles(input, labels);
  const { schema, researchUseOnly, warnings, ...measures } = measured;
  const measurements: StudyMeasurements = {
    schema,
    researchUseOnly,
    software: options.software,
    input: input.facts,
    subject,
    model: drawn.model,
    contours: drawn.origin,
    ...measures,
    reference: comparisonOf({ ...measures, subject }, options.referenceTable),
    wall,
    imageCheck,
    outlineCheck,
    contourConfidence: confidence,
    warnings: [
      ...imageWarnings(imageCheck),
      ...outlineWarnings(outlineCheck),
      ...confidenceWarnings(confidence),
      ...warnings,
      ...drawn.warnings,
      ...input.warnings.map(({ kind, message }) => ({ kind, message })),
      ...segmentation.warnings,
      ...wallWarnings,
    ],
  };
  return Object.freeze({ measurements, volume, labels, segmentations: segmentation.files });
}

function requireHeart({ labels, origin }: DrawnLabels): void {
  const { frameCount } = labels;
  if (!labels.labels.includes(LEFT_VENTRICLE))
    throw noHeart(`no left ventricle was found in ${frameCount === 1 ? "the frame" : `any of ${frameCount} frames`}`);
  if (origin === "model" && labelOrderPlausible(labels).kind === "swapped")
    throw noHeart("what the model drew is no heart: another structure than the cavity lies within the muscle");
}

function noHeart(what: string): StudyError {
  return new StudyError("no-heart", `${what}; expected short-axis cine images that show the whole heart`);
}

function measure(
  { kind, volume, frameTimesUnknown }: StudyInput,
  { labels, wallLabels }: { readonly labels: LabelVolume; readonly wallLabels: LabelVolume },
  { bodySize, heartRatePerMin }: Subject,
  { papillaryMuscles = "cavity", slices, landmarks }: MeasuringOptions,
): FunctionMeasurements {
  const options = { papillaryMuscles, bodySize, heartRatePerMin, slices, landmarks, wallLabels };
  if (kind === "cine") {
    return measureFunction(labels, { ...options, frameTimesMs: volume.frameTimesMs ?? frameTimesUnknown });
  }
  return measureFunctionFromPair(labelFrameOf(labels, 0), labelFrameOf(labels, 1), options);
}
