/** Errors of learning: data that cannot be learnt from, configurations and checkpoints that do not fit. */
export type LearnErrorKind =
  | "data-missing"
  | "bad-table"
  | "bad-label"
  | "bad-prediction"
  | "label-order"
  | "unlabelled"
  | "bad-spacing"
  | "bad-split"
  | "unknown-data-set"
  | "grids-differ"
  | "bad-config"
  | "run-exists"
  | "bad-input"
  | "bad-checkpoint"
  | "not-saved"
  | "bad-catalogue"
  | "bad-image"
  | "image-changed"
  | "loading-failed"
  | "diverged"
  | "no-mpi"
  | "processes-differ";

export class LearnError extends Error {
  override readonly name = "LearnError";
  readonly kind: LearnErrorKind;

  constructor(kind: LearnErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
