/** What went wrong while making a simulated heart. */
export type PhantomErrorKind =
  /** A number outside the range that the model can draw. */
  | "out-of-range"
  /** Each number is fine, together they describe no heart: a cavity that would turn inside out, say. */
  | "unrealisable-heart"
  /** A scan with no voxels, no frames, or slices thicker than nothing. */
  | "invalid-scan";

/** The one error of this package; `kind` says what a caller can do about it. */
export class PhantomError extends Error {
  readonly kind: PhantomErrorKind;

  constructor(kind: PhantomErrorKind, message: string) {
    super(message);
    this.name = "PhantomError";
    this.kind = kind;
  }
}
