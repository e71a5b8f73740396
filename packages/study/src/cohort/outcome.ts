/** What became of each study of a cohort. */
import type { StudyMeasurements } from "../measurements.ts";

/** A study to be analysed. */
export interface CohortStudy {
  /** Unique in the cohort, and the name of its folder of results. */
  readonly name: string;
  /** DICOM folder or 4D NIfTI file. */
  readonly path: string;
}

export type CohortOutcome = MeasuredStudy | FailedStudy;

export interface MeasuredStudy extends CohortStudy {
  readonly kind: "measured";
  readonly measurements: StudyMeasurements;
}

export interface FailedStudy extends CohortStudy {
  readonly kind: "failed";
  /** Kind and message of the error that `cmr analyze` would give. */
  readonly error: { readonly kind: string; readonly message: string };
}

export function isMeasuredStudy(outcome: CohortOutcome): outcome is MeasuredStudy {
  return outcome.kind === "measured";
}
