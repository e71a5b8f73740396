/** Why a study cannot be analysed, beyond what imaging and cardiac refuse themselves. */
export type StudyErrorKind =
  /** The path is no study: nothing there, or a file of a kind that is not read. */
  | "input"
  /** The folder holds no results that can be measured again, or those of other images. */
  | "bad-results"
  /** The file of landmarks is not as its schema says. */
  | "bad-landmarks"
  /** The unit of a map is not stated, no time, or contradicted, and a guess would be silent. */
  | "unit"
  /** The picture shows no heart that the model can find. */
  | "no-heart"
  /** The model's folder is absent, incomplete, damaged, or made for something else. */
  | "bad-model"
  /** The folder or file to be written exists already, or cannot be written. */
  | "output"
  /** A kind of output that this study cannot have, or that lacks its means. */
  | "output-unavailable";

/** The one error of @cmrkit/study, beside those of the packages it stands on; `details` are the values it was about. */
export class StudyError extends Error {
  readonly kind: StudyErrorKind;
  readonly details: Readonly<Record<string, number | string>>;

  constructor(kind: StudyErrorKind, message: string, details: Readonly<Record<string, number | string>> = {}) {
    super(message);
    this.name = "StudyError";
    this.kind = kind;
    this.details = Object.freeze({ ...details });
  }
}
