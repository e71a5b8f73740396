/** The gate between experts' outlines and damaged ones: numbers weighed by logistic regression. */
import {
  type NumberWeight,
  type OutlineGate,
  type OutlineNumber,
  type OutlineNumbers,
  oddity,
  outlineNumberNames,
} from "@cmrkit/study";
import { featuresOf } from "../linear/features.ts";
import { fitLogistic } from "../linear/logistic-regression.ts";

/** Numbers of rare mistakes are 0 in most hearts: no smaller scale or deviation than this. */
const LEAST_SCALE = 0.02;
const PENALTY = 0.01;
const ITERATIONS = 500;

/** Experts weigh as much as damaged outlines. */
export function fitGate(
  experts: readonly OutlineNumbers[],
  damaged: readonly OutlineNumbers[],
): Pick<OutlineGate, "numbers" | "intercept"> {
  const usual = new Map(outlineNumberNames.map((name) => [name, usualOf(experts.map((numbers) => numbers[name]))]));
  const repeats = Math.max(1, Math.round(damaged.length / experts.length));
  const rows = [...Array.from({ length: repeats }, () => experts).flat(), ...damaged];
  const classIndex = rows.map((_, i) => Number(i >= repeats * experts.length));
  const data = rows.flatMap((numbers) => outlineNumberNames.map((name) => oddity(numbers[name], usual.get(name)!)));
  const width = outlineNumberNames.length;
  const options = { penalty: PENALTY, iterations: ITERATIONS };
  const { weights } = fitLogistic(featuresOf(Float32Array.from(data), width), classIndex, 2, options);
  const weight = (place: number) => weights[width + 1 + place]! - weights[place]!;
  const numbers = outlineNumberNames.map((name, n) => [name, { ...usual.get(name)!, weight: weight(n) }] as const);
  return { numbers: Object.fromEntries(numbers) as Record<OutlineNumber, NumberWeight>, intercept: weight(width) };
}

function usualOf(values: readonly number[]): Omit<NumberWeight, "weight"> {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).sort((a, b) => a - b);
  const scale = Math.max(LEAST_SCALE, sizes[Math.floor(sizes.length / 2)] ?? 0);
  const bent = finite.map((value) => Math.asinh(value / scale));
  const mean = bent.reduce((sum, value) => sum + value, 0) / Math.max(1, bent.length);
  const variance = bent.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, bent.length);
  return { scale, mean, deviation: Math.max(LEAST_SCALE, Math.sqrt(variance)) };
}
