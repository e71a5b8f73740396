/** What this package refuses, by kind. */
export type CardiacErrorKind =
  /** The voxel axes are not at right angles, so a distance per axis has no meaning. */
  | "axes-not-orthogonal"
  /** Another number of frames than expected, or no such slice. */
  | "frame"
  /** A label that the stated convention does not know. */
  | "unknown-label"
  /** The labels are numbered by another convention than the one stated. */
  | "label-order"
  /** Blood is not brighter than myocardium, so intensity cannot tell them apart. */
  | "no-contrast"
  /** An argument outside its domain: units mistaken, not finite, not paired. */
  | "argument";

/** The one error of @cmrkit/cardiac, beside those of @cmrkit/imaging for grids and sizes; `kind` is what a caller acts on, `details` are the values it was about. */
export class CardiacError extends Error {
  readonly kind: CardiacErrorKind;
  readonly details: Readonly<Record<string, number | string>>;

  constructor(kind: CardiacErrorKind, message: string, details: Readonly<Record<string, number | string>> = {}) {
    super(message);
    this.name = "CardiacError";
    this.kind = kind;
    this.details = details;
  }
}
