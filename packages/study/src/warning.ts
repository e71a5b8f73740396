/** What a reader of a study's results should look at first. A warning changes no value. */
import type { Warning as QualityWarning } from "@cmrkit/cardiac";
import type { ChoiceWarning, CineWarning, NiftiWarning } from "@cmrkit/imaging";

export type StudyWarningKind =
  | QualityWarning["kind"]
  | CineWarning["kind"]
  | ChoiceWarning["kind"]
  | NiftiWarning["kind"]
  /** Something contradicts that the series is the short-axis cine. */
  | "series-kind-disputed"
  /** Nothing but its extent says that the series is the short-axis cine. */
  | "series-kind-uncertain"
  /** Images of the folder could not be read, and so take no part. */
  | "images-left-out"
  /** Height, weight or heart rate in the file's header are no person's, and are not used. */
  | "header-value-unusable"
  /** The interval between frames in the file's header makes no heart beat, and is not used. */
  | "frame-interval-implausible"
  /** The outlines look less like an expert's than 98 of 100 experts' own. */
  | "outlines-doubtful"
  /** The images look like nothing that the models have learnt from. */
  | "images-unfamiliar"
  /** A model drew the contours, and nobody has checked them. */
  | "contours-by-model"
  /** The model expects little agreement of its own contours with an expert's. */
  | "model-unsure"
  /** Much of what the model marked was taken away or filled, frame by frame, before measuring. */
  | "labels-corrected"
  /** Nothing says from where the pictures are seen, so the names of segments rest on the usual display. */
  | "segments-side-assumed"
  /** Remote myocardium was chosen by rule, not drawn. */
  | "remote-by-rule"
  /** So much of the muscle is enhanced that threshold or remote myocardium may be wrong. */
  | "scar-large"
  /** Nothing but the user's word says what sequence a picture is of, or its values look like another's. */
  | "sequence-not-stated"
  | "sequence-doubtful"
  /** A map's file does not state its unit, which was taken to be ms because the values fit. */
  | "unit-not-stated"
  /** Values of a map in the unit that was stated lie beyond those of living tissue. */
  | "values-implausible"
  /** Landmarks were found on labels by a rule of geometry, not marked. */
  | "landmarks-by-rule"
  /** Of two views only one can be used, so the ventricle's other half is assumed. */
  | "single-plane"
  /** Planes that are given as two views lie nearly alike. */
  | "views-alike"
  /** Labels show what the view that they are given as does not. */
  | "view-doubtful"
  /** NIfTI keeps one interval between frames only, so the segmentation carries none. */
  | "frame-times-not-written";

export interface StudyWarning {
  readonly kind: StudyWarningKind;
  readonly message: string;
}

/** Each message once: of two files that say the same of themselves, say. */
export function distinctWarnings<T extends { readonly message: string }>(warnings: readonly T[]): T[] {
  return warnings.filter(({ message }, n) => warnings.findIndex((other) => other.message === message) === n);
}
