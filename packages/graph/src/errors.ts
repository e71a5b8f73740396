/** Errors of this package that are not about shapes (those are `ShapeError` of `@cmrkit/tensor`). */
export abstract class GraphError extends Error {
  abstract readonly kind: string;
}

/** A graph that the reference evaluator cannot compute with what it was fed. */
export class EvaluationError extends GraphError {
  override readonly name = "EvaluationError";
  readonly kind: "missing-feed" | "misfit-feed" | "index-out-of-range";
  constructor(kind: EvaluationError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}
