/** What can go wrong between cmrkit and the runtime below. */
export class RuntimeFailure extends Error {
  override readonly name = "RuntimeFailure";
  readonly kind: "device-unavailable" | "model-refused" | "run-failed";

  constructor(kind: RuntimeFailure["kind"], message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
