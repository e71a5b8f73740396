/** The whole of `measurements.json`: cardiac's measures, with the input and the model that they come from. */
import type { FunctionMeasurements } from "@cmrkit/cardiac";
import type { ContourConfidence } from "./check/contour-confidence.ts";
import type { ImageCheck } from "./check/image-check.ts";
import type { OutlineCheck } from "./check/outline-judge.ts";
import type { InputFacts } from "./input/study-input.ts";
import type { ModelFacts } from "./model-facts.ts";
import type { Comparison } from "./reference.ts";
import type { Subject } from "./subject.ts";
import type { WallMeasurements } from "./wall.ts";
import type { StudyWarning } from "./warning.ts";

/** Whether the contours were drawn for these measures, or read from the segmentation of earlier results, which a person may have changed. */
export type ContourOrigin = "model" | "earlier results";

export interface StudyMeasurements extends Omit<FunctionMeasurements, "warnings"> {
  /** Name and version of the program. */
  readonly software: string;
  readonly input: InputFacts;
  /** What ranges and indexed values rest on: as the user gave it, else as the header says. */
  readonly subject: Subject;
  /** What drew the contours, now or for the earlier results. */
  readonly model: ModelFacts;
  readonly contours: ContourOrigin;
  /** Each ranged measure among those of healthy people, or of those whom a table that the user gave tells of. */
  readonly reference: Comparison;
  /** Segment by segment, and the strain of contours. */
  readonly wall: WallMeasurements;
  /** Whether the images look like those that models here have learnt from. */
  readonly imageCheck: ImageCheck;
  /** Whether the outlines at end-diastole and end-systole look like an expert's. */
  readonly outlineCheck: OutlineCheck;
  /** What the model that drew them expects of the contours, before they were corrected. */
  readonly contourConfidence: ContourConfidence;
  readonly warnings: readonly StudyWarning[];
}

/** As a file: schema first, values neither rounded nor clamped. */
export function measurementsJson(measurements: StudyMeasurements): string {
  return `${JSON.stringify(measurements, null, 2)}\n`;
}
