/** What is said of one slice of one phase: whether it counts, how much of it, and why. */

export type SliceVerdict = "counted" | "partly counted" | "left out" | "no cavity";

export interface SliceJudgement {
  readonly verdict: SliceVerdict;
  /** Part of the slice's labelled cavity that counts, 0 … 1. */
  readonly share: number;
  /** A sentence fragment. */
  readonly reason: string;
}

/** Shares nearer than this to nothing or all are rounding. */
const ROUNDING = 1e-6;

export function judgement(share: number, reason: string): SliceJudgement {
  if (share >= 1 - ROUNDING) return { verdict: "counted", share: 1, reason };
  return share <= ROUNDING ? { verdict: "left out", share: 0, reason } : { verdict: "partly counted", share, reason };
}

export const noCavity: SliceJudgement = Object.freeze({
  verdict: "no cavity",
  share: 1,
  reason: "no cavity is labelled",
});
