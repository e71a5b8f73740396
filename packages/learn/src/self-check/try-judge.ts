/** The judge on patients that it never saw: experts' outlines, and each kind of damage done to them. */
import type { Session } from "@cmrkit/runtime";
import { type JudgedSlice, judgeOutlines } from "@cmrkit/study";
import type { RandomStream } from "@cmrkit/tensor";
import { type DamageKind, damaged, damageKinds, testedSeverity } from "./damages.ts";
import { type JudgedHeart, labelledPhases } from "./judged-heart.ts";

/** `none`: as the expert drew them. */
export type TriedDamage = DamageKind | "none";

export interface TriedOutlines {
  readonly patient: string;
  readonly damage: TriedDamage;
  readonly slices: readonly JudgedSlice[];
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
    const slices = await judgeOutlines(session, labelledPhases(heart, outlines));
    tried.push({ patient: heart.id, damage, slices });
  }
  return tried;
}

function worse(heart: JudgedHeart, other: JudgedHeart, damage: DamageKind, random: RandomStream) {
  return damaged(damage, { pair: heart.outlines, other: other.outlines, random, severity: testedSeverity });
}
