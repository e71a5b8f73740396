/** What an evaluation and its worker threads say to each other. */
import type { DataCase } from "../../datasets/data-set.ts";
import { LearnError, type LearnErrorKind } from "../../errors.ts";
import type { EvaluatedCase } from "./case-evaluator.ts";

/** Asks for one case. */
export interface CaseRequest {
  readonly each: DataCase;
}

export type CaseAnswer =
  | { readonly evaluated: EvaluatedCase }
  /** Errors lose their class on the way between threads; the kind of one of ours goes beside it. */
  | { readonly failure: string; readonly kind?: LearnErrorKind };

export function failureOf(error: unknown): CaseAnswer {
  if (error instanceof LearnError) return { failure: error.message, kind: error.kind };
  return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function errorOf({ failure, kind }: Extract<CaseAnswer, { readonly failure: string }>): Error {
  return kind === undefined ? new Error(failure) : new LearnError(kind, failure);
}
