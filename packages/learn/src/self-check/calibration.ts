/** A gate set by outlines that judges were tried on, and what passes and is caught there. */
import { gateScore, type OutlineGate } from "@cmrkit/study";
import { permutation, randomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { type DamageKind, damageKinds } from "./damages.ts";
import { fitGate } from "./fit-gate.ts";
import type { TriedOutlines } from "./try-judge.ts";

/** Share of experts' outlines that must pass. */
const PASSING_SHARE = 0.98;
/** Parts of the patients, each scored by weights that the others set. */
const FOLDS = 5;

export interface Calibration {
  readonly gate: OutlineGate;
  /** Experts' outlines, judged by judges and scored by weights that had not learnt from them. */
  readonly experts: Passing;
  /** The same where the limit is set by the other parts' experts too. */
  readonly expertsByOthersLimit: Passing;
  readonly damaged: Caught;
  readonly kinds: Readonly<Record<DamageKind, Caught>>;
}

export interface Passing {
  readonly passing: number;
  readonly of: number;
}

export interface Caught {
  readonly caught: number;
  readonly of: number;
}

interface Scored extends TriedOutlines {
  readonly part: number;
  readonly score: number;
}

/** @throws {LearnError} `data-missing` without experts' outlines of as many patients as there are parts. */
export function calibrate(tried: readonly TriedOutlines[], seed: number): Calibration {
  const scored = crossScored(tried, seed);
  const limit = limitOf(expertScores(scored));
  const gate = { ...fitGate(tried), limit };
  const others = Array.from({ length: FOLDS }, (_, part) => {
    const own = scored.filter((each) => each.part === part);
    return passingOf(expertScores(own), limitOf(expertScores(scored.filter((each) => each.part !== part))));
  });
  const kinds = damageKinds.map((kind) => [kind, caughtOf(scored, limit, (damage) => damage === kind)] as const);
  return {
    gate,
    experts: passingOf(expertScores(scored), limit),
    expertsByOthersLimit: {
      passing: others.reduce((sum, { passing }) => sum + passing, 0),
      of: others.reduce((sum, { of }) => sum + of, 0),
    },
    damaged: caughtOf(scored, limit, (damage) => damage !== "none"),
    kinds: Object.fromEntries(kinds) as Record<DamageKind, Caught>,
  };
}

function crossScored(tried: readonly TriedOutlines[], seed: number): readonly Scored[] {
  const patients = [...new Set(tried.map(({ patient }) => patient))];
  if (patients.length < FOLDS)
    throw new LearnError(
      "data-missing",
      `outlines of ${patients.length} patients set no gate; ${FOLDS} are the fewest`,
    );
  const order = permutation(patients.length, randomStream(seed).fork("gate"));
  const partOf = new Map(patients.map((patient, n) => [patient, order.indexOf(n) % FOLDS]));
  return Array.from({ length: FOLDS }, (_, part) => {
    const isOwn = ({ patient }: TriedOutlines) => partOf.get(patient) === part;
    const others = fitGate(tried.filter((each) => !isOwn(each)));
    return tried.filter(isOwn).map((each) => ({ ...each, part, score: gateScore(each.numbers, others).score }));
  }).flat();
}

function expertScores(scored: readonly Scored[]): readonly number[] {
  return scored.filter(({ damage }) => damage === "none").map(({ score }) => score);
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
  scored: readonly Scored[],
  limit: number,
  isMeant: (damage: TriedOutlines["damage"]) => boolean,
): Caught {
  const meant = scored.filter(({ damage }) => isMeant(damage));
  return { caught: meant.filter(({ score }) => score > limit).length, of: meant.length };
}
