/** Errors of this package: sizes that do not fit, and weight files that cannot be read. */
export abstract class TensorError extends Error {
  abstract readonly kind: string;
}

/** Shapes that do not fit an operation; the message names the operation and every shape. */
export class ShapeError extends TensorError {
  readonly kind = "shape";
  override readonly name = "ShapeError";
}

/** Bytes that are not a safetensors file, or not a whole one. */
export class SafetensorsError extends TensorError {
  override readonly name = "SafetensorsError";
  readonly kind: "not-safetensors" | "truncated" | "bad-header" | "unsupported-dtype";
  constructor(kind: SafetensorsError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A pickle that is damaged, or that names what no weights are made of. */
export class PickleError extends TensorError {
  override readonly name = "PickleError";
  readonly kind: "refused-global" | "truncated" | "bad-pickle";
  constructor(kind: PickleError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}
