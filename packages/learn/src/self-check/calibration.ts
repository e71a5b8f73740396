/** Where the judge's limit lies, and what passes and is caught there. */
import { outlineScore } from "@cmrkit/study";
import { LearnError } from "../errors.ts";
import { type DamageKind, damageKinds } from "./damages.ts";
import type { TriedOutlines } from "./try-judge.ts";

/** Share of experts' outlines that must pass. */
const PASSING_SHARE = 0.98;

export interface Calibration {
  /** The largest score that passes. */
  readonly limit: number;
  /** Experts' outlines, judged by judges that had not learnt from them. */
  readonly experts: Passing;
  /** The same where the limit is set without the fold's own experts either. */
  readonly expertsByOthersLimit: Passing;
  readonly damaged: Caught;
  readonly kinds: Readonly<Record<DamageKind, Caught>>;
}

interface Passing {
  readonly passing: number;
  readonly of: number;
}

interface Caught {
  readonly caught: number;
  readonly of: number;
}

/** Outlines that judges were tried on, a list for each fold. @throws {LearnError} `data-missing` without any. */
export function calibrate(folds: readonly (readonly TriedOutlines[])[]): Calibration {
  const all = folds.flat();
  const limit = limitOf(expertScores(all));
  const kinds = damageKinds.map((kind) => [kind, caughtOf(all, limit, (damage) => damage === kind)] as const);
  const others = folds.map((own) => {
    const limitOfOthers = folds.length > 1 ? limitOf(expertScores(folds.filter((fold) => fold !== own).flat())) : limit;
    return passingOf(expertScores(own), limitOfOthers);
  });
  return {
    limit,
    experts: passingOf(expertScores(all), limit),
    expertsByOthersLimit: {
      passing: others.reduce((sum, { passing }) => sum + passing, 0),
      of: others.reduce((sum, { of }) => sum + of, 0),
    },
    damaged: caughtOf(all, limit, (damage) => damage !== "none"),
    kinds: Object.fromEntries(kinds) as Record<DamageKind, Caught>,
  };
}

function expertScores(tried: readonly TriedOutlines[]): readonly number[] {
  return tried.filter(({ damage }) => damage === "none").map(({ slices }) => outlineScore(slices));
}

/** The smallest score that so large a share of them does not exceed. */
function limitOf(scores: readonly number[]): number {
  const limit = scores.toSorted((a, b) => a - b)[Math.ceil(PASSING_SHARE * scores.length) - 1];
  if (limit === undefined) throw new LearnError("data-missing", "there are no experts' outlines to set a limit by");
  return limit;
}

function passingOf(scores: readonly number[], limit: number): Passing {
  return { passing: scores.filter((score) => score <= limit).length, of: scores.length };
}

function caughtOf(
  tried: readonly TriedOutlines[],
  limit: number,
  isMeant: (damage: TriedOutlines["damage"]) => boolean,
): Caught {
  const meant = tried.filter(({ damage }) => isMeant(damage));
  return { caught: meant.filter(({ slices }) => outlineScore(slices) > limit).length, of: meant.length };
}
