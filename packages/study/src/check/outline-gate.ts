/** How numbers of outlines become one score, and which score passes. */
import { z } from "zod";
import { type OutlineNumber, type OutlineNumbers, outlineNumberNames } from "./outline-numbers.ts";

const weightSchema = z.strictObject({
  /** What is a usual number: the median of experts' own. */
  scale: z.number().positive(),
  /** Of asinh(number / scale) over experts' outlines. */
  mean: z.number(),
  deviation: z.number().positive(),
  /** What a deviation counts. */
  weight: z.number(),
});

export type NumberWeight = z.infer<typeof weightSchema>;

const weightsShape = Object.fromEntries(outlineNumberNames.map((name) => [name, weightSchema])) as Record<
  OutlineNumber,
  typeof weightSchema
>;

export const outlineGateSchema = z.strictObject({
  numbers: z.strictObject(weightsShape),
  intercept: z.number(),
  /** The largest score that passes: 98 of 100 experts' outlines that the gate was not set by stay below. */
  limit: z.number(),
});

export type OutlineGate = z.infer<typeof outlineGateSchema>;

/** Further than this from experts' own nothing becomes odder; what cannot be computed is as odd. */
const ODDEST = 12;
const LEAST_ODD = -6;

/** A number by how far it lies from experts' own, in their deviations. */
export function oddity(value: number, { scale, mean, deviation }: Omit<NumberWeight, "weight">): number {
  if (!Number.isFinite(value)) return ODDEST;
  return Math.min(ODDEST, Math.max(LEAST_ODD, (Math.asinh(value / scale) - mean) / deviation));
}

export interface GateScore {
  readonly score: number;
  /** What speaks against the outlines, the most first. */
  readonly against: readonly OutlineNumber[];
}

export function gateScore(numbers: OutlineNumbers, gate: Pick<OutlineGate, "numbers" | "intercept">): GateScore {
  const parts = outlineNumberNames.map((name) => {
    const weight = gate.numbers[name];
    return { name, part: weight.weight * oddity(numbers[name], weight) };
  });
  const score = parts.reduce((sum, { part }) => sum + part, gate.intercept);
  const against = parts.filter(({ part }) => part > 0).toSorted((a, b) => b.part - a.part);
  return { score, against: against.map(({ name }) => name) };
}
