/**
 * Wilcoxon's signed-rank test of paired differences: a test by ranks, which one patient with a huge difference cannot
 * decide.
 *
 * Source: Wilcoxon 1945, Biometrics Bulletin 1:80–83, doi:10.2307/3001968.
 */
import { type Measured, notMeasurable } from "@cmrkit/cardiac";
import { LearnError } from "../errors.ts";
import { midranks } from "./midranks.ts";

export interface WilcoxonTest {
  /** Differences that are not zero; only these are ranked. */
  readonly n: number;
  readonly zeros: number;
  /** Sum of the ranks of the positive differences. */
  readonly rankSum: Measured;
  /** Two-sided and exact, ties included. */
  readonly pValue: Measured;
}

/**
 * Zero differences are left out as Wilcoxon did, equal ones share their mean rank, and the distribution is that of all
 * signs over these very ranks, at any n. Not measurable when every difference is zero.
 * @param differences one a patient, first model − second.
 * @throws {LearnError} `bad-prediction` when a difference is not finite.
 */
export function wilcoxonSignedRank(differences: readonly number[]): WilcoxonTest {
  const wrong = differences.findIndex((difference) => !Number.isFinite(difference));
  if (wrong !== -1)
    throw new LearnError("bad-prediction", `difference ${wrong} is ${differences[wrong]}, not a number`);
  const ranked = differences.filter((difference) => difference !== 0);
  const counts = { n: ranked.length, zeros: differences.length - ranked.length };
  if (ranked.length === 0) {
    const why = notMeasurable("no patient differs between the models");
    return { ...counts, rankSum: why, pValue: why };
  }
  const ranks = midranks(ranked.map(Math.abs));
  const rankSum = ranks.reduce((sum, rank, at) => (ranked[at]! > 0 ? sum + rank : sum), 0);
  return { ...counts, rankSum, pValue: twoSided(rankSum, ranks) };
}

/** Twice the smaller tail, at most 1. Doubled mid-ranks are whole numbers, so that sums index a table. */
function twoSided(rankSum: number, ranks: readonly number[]): number {
  const chances = rankSumChances(ranks.map((rank) => 2 * rank));
  const tail = (from: number, to: number) => chances.subarray(from, to).reduce((sum, chance) => sum + chance, 0);
  const below = tail(0, 2 * rankSum + 1);
  const above = tail(2 * rankSum, chances.length);
  return Math.min(1, 2 * Math.min(below, above));
}

/** The chance of each sum of those whole ranks whose sign comes up positive, every sign a coin toss. */
function rankSumChances(wholeRanks: readonly number[]): Float64Array {
  const largest = wholeRanks.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(largest + 1);
  chances[0] = 1;
  for (const rank of wholeRanks) {
    for (let sum = largest; sum >= 0; sum--) {
      chances[sum] = (chances[sum]! + (sum >= rank ? chances[sum - rank]! : 0)) / 2;
    }
  }
  return chances;
}
