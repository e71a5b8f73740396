/**
 * The gate that a segmentation passes before its numbers are trusted: outlines as odd as experts hardly draw them ask for a
 * look. It says nothing of the patient.
 *
 * The numbers of the checks are weighed by logistic regression between experts' outlines and damaged ones; the limit of
 * the sum lies where experts' outlines pass (experiments/0015-self-check).
 */
import {
  perCheck,
  type ShapeCheck,
  type ShapeNumbers,
  shapeCheckNames,
  shapeChecks,
  shapeNumbers,
  type TwoPhases,
} from "./shape-checks.ts";

export interface Gate {
  /** How each check's number x counts: weight · (asinh(x / scale) − mean) / deviation; and how large it may be by itself. */
  readonly checks: Readonly<Record<ShapeCheck, CheckWeight>>;
  readonly intercept: number;
  /** The largest sum that passes. */
  readonly limit: number;
}

export interface CheckWeight {
  readonly scale: number;
  /** Over experts' outlines. */
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
  /** The largest (asinh(x / scale) − mean) / deviation that passes whatever the sum. */
  readonly most: number;
}

export interface SelfCheck {
  /** `review`: something is odd; a person must look at the contours first. */
  readonly verdict: "pass" | "review";
  /** The weighed sum; infinite where a number cannot be computed. */
  readonly score: number;
  readonly limit: number;
  /** Of a review: what speaks most against the outlines, the oddest first. */
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly check: ShapeCheck;
  readonly value: number;
  /** One sentence. */
  readonly message: string;
}

/** @throws {GridError} `data-size`; `bad-window` when there is no such frame. */
export function selfCheck(phases: TwoPhases, gate: Gate): SelfCheck {
  return judged(shapeNumbers(phases), gate);
}

/** The same of numbers that are known already. */
export function judged(numbers: ShapeNumbers, gate: Gate): SelfCheck {
  const { limit } = gate;
  const missing = shapeCheckNames.filter((check) => !Number.isFinite(numbers[check]));
  if (missing.length > 0) {
    const findings = missing.map((check) => finding(check, numbers[check]));
    return Object.freeze({ verdict: "review", score: Number.POSITIVE_INFINITY, limit, findings });
  }
  const oddities = perCheck((check) => oddity(numbers[check], gate.checks[check]));
  const parts = perCheck((check) => gate.checks[check].weight * oddities[check]);
  const score = gate.intercept + shapeCheckNames.reduce((sum, check) => sum + parts[check], 0);
  const beyond = shapeCheckNames.filter((check) => oddities[check] > gate.checks[check].most);
  if (score <= limit && beyond.length === 0) return Object.freeze({ verdict: "pass", score, limit, findings: [] });
  const told = score > limit ? [...beyond, ...oddest(parts)] : beyond;
  const findings = [...new Set(told)].slice(0, TOLD).map((check) => finding(check, numbers[check]));
  return Object.freeze({ verdict: "review", score, limit, findings });
}

/** A check's number by how far it lies from experts' own, in their deviations. */
export function oddity(
  value: number,
  { scale, mean, deviation }: Pick<CheckWeight, "scale" | "mean" | "deviation">,
): number {
  return (Math.asinh(value / scale) - mean) / deviation;
}

/** So many findings are told. */
const TOLD = 3;

function oddest(parts: Readonly<Record<ShapeCheck, number>>): readonly ShapeCheck[] {
  return shapeCheckNames.filter((check) => parts[check] > 0).toSorted((a, b) => parts[b] - parts[a]);
}

function finding(check: ShapeCheck, value: number): Finding {
  const { title, unit } = shapeChecks[check];
  const found = Number.isFinite(value)
    ? `${value.toFixed(2)} ${unit}`
    : "not to be computed, a structure or a stroke is absent";
  return { check, value, message: `${title} (${found})` };
}
