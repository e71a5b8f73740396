/** What a rule found, where, and what to do. */
export interface Violation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** As a terminal links it: `packages/nn/src/index.ts:3 …`. */
export function showViolation({ path, line, message }: Violation): string {
  return `${path}:${line} ${message}`;
}
