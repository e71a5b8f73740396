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
  /** The outlines look less like an expert's than 98 of 100 experts' own. */
  | "outlines-doubtful"
  /** Much of what the model marked was taken away or filled, frame by frame, before measuring. */
  | "labels-corrected"
  /** Nothing says from where the pictures are seen, so the names of segments rest on the usual display. */
  | "segments-side-assumed"
  /** NIfTI keeps one interval between frames only, so the segmentation carries none. */
  | "frame-times-not-written";

export interface StudyWarning {
  readonly kind: StudyWarningKind;
  readonly message: string;
}
