/**
 * How numbers of outlines become one score, and which score passes. Outlines go wrong in different ways, and none looks like the
 * mean of all: the score is how much likelier the likeliest kind of damage is than that there is none.
 */
import { z } from "zod";
import { type OutlineNumber, type OutlineNumbers, outlineNumberNames } from "./outline-numbers.ts";

function ofEachNumber<T extends z.ZodType>(schema: T) {
  return z.strictObject(
    Object.fromEntries(outlineNumberNames.map((name) => [name, schema])) as Record<OutlineNumber, T>,
  );
}

const usualSchema = z.strictObject({
  /** What is a usual number: the median of experts' own. */
  scale: z.number().positive(),
  /** Of asinh(number / scale) over experts' outlines. */
  mean: z.number(),
  deviation: z.number().positive(),
});

export type UsualNumber = z.infer<typeof usualSchema>;

const damageWeightsSchema = z.strictObject({
  damage: z.string().min(1),
  intercept: z.number(),
  /** What a deviation of each number counts. */
  weights: ofEachNumber(z.number()),
});

export type DamageWeights = z.infer<typeof damageWeightsSchema>;

export const outlineGateSchema = z.strictObject({
  usual: ofEachNumber(usualSchema),
  /** Log odds of each kind of damage against none. */
  damages: z.array(damageWeightsSchema).min(1),
  /** The largest score that passes: 98 of 100 experts' outlines that the gate was not set by stay below. */
  limit: z.number(),
});

export type OutlineGate = z.infer<typeof outlineGateSchema>;

/** Further than this from experts' own nothing becomes odder; what cannot be computed is as odd. */
const ODDEST = 12;
const LEAST_ODD = -6;

/** A number by how far it lies from experts' own, in their deviations. */
export function oddity(value: number, { scale, mean, deviation }: UsualNumber): number {
  if (!Number.isFinite(value)) return ODDEST;
  return Math.min(ODDEST, Math.max(LEAST_ODD, (Math.asinh(value / scale) - mean) / deviation));
}

export interface GateScore {
  /** Log odds of the likeliest damage. */
  readonly score: number;
  /** The damage that the outlines look most like. */
  readonly damage: string;
  /** What speaks for it, the most first. */
  readonly against: readonly OutlineNumber[];
}

export function gateScore(numbers: OutlineNumbers, { usual, damages }: Omit<OutlineGate, "limit">): GateScore {
  const oddities = outlineNumberNames.map((name) => ({ name, odd: oddity(numbers[name], usual[name]) }));
  const scored = damages.map(({ damage, intercept, weights }) => {
    const parts = oddities.map(({ name, odd }) => ({ name, part: weights[name] * odd }));
    return { damage, parts, score: parts.reduce((sum, { part }) => sum + part, intercept) };
  });
  const { damage, parts, score } = scored.reduce((likeliest, each) =>
    each.score > likeliest.score ? each : likeliest,
  );
  const against = parts.filter(({ part }) => part > 0).toSorted((a, b) => b.part - a.part);
  return { score, damage, against: against.map(({ name }) => name) };
}
