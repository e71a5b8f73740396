/** The judge on patients that it never saw: experts' outlines, and each kind of damage done to them. */
import type { Session } from "@cmrkit/runtime";
import { judgeOutlines, type OutlineNumbers, outlineNumbers } from "@cmrkit/study";
import type { RandomStream } from "@cmrkit/tensor";
import { type DamageKind, damaged, damageKinds, testedSeverity } from "./damages.ts";
import { type JudgedHeart, labelledPhases } from "./judged-heart.ts";

/** `none`: as the expert drew them. */
export type TriedDamage = DamageKind | "none";

export interface TriedOutlines {
  readonly patient: string;
  readonly damage: TriedDamage;
  readonly numbers: OutlineNumbers;
}

/** @param other Whose end-systole may be pasted. */
export async function tryJudge(
  session: Session,
  heart: JudgedHeart,
  other: JudgedHeart,
  random: RandomStream,
): Promise<readonly TriedOutlines[]> {
  const tried: TriedOutlines[] = [];
  for (const damage of ["none", ...damageKinds] as const) {
    const outlines = damage === "none" ? heart.outlines : worse(heart, other, damage, random.fork(damage));
    const phases = labelledPhases(heart, outlines);
    const numbers = outlineNumbers(phases, await judgeOutlines(session, phases));
    tried.push({ patient: heart.id, damage, numbers });
  }
  return tried;
}

function worse(heart: JudgedHeart, other: JudgedHeart, damage: DamageKind, random: RandomStream) {
  return damaged(damage, { pair: heart.outlines, other: other.outlines, random, severity: testedSeverity });
}
