/** A gate between experts' outlines and damaged ones. */

import { featuresOf } from "../../packages/learn/src/linear/features.ts";
import { fitLogistic } from "../../packages/learn/src/linear/logistic-regression.ts";
import { type Gate, judged, oddity } from "./self-check.ts";
import { perCheck, type ShapeNumbers, shapeCheckNames } from "./shape-checks.ts";

/** Numbers of rare mistakes are 0 in most hearts: no smaller scale than this. */
const LEAST_SCALE = 0.02;

export interface GateSettings {
  readonly penalty: number;
  /** Of the experts' spread of scores, beyond the largest. */
  readonly margin: number;
  /** Of each check, in deviations beyond the largest of the experts. */
  readonly ownMargin: number;
}

/** Experts weigh as much as damaged outlines in the fit. */
export function fitGate(
  experts: readonly ShapeNumbers[],
  damaged: readonly ShapeNumbers[],
  { penalty, margin, ownMargin }: GateSettings,
): Gate {
  const finite = damaged.filter((numbers) => shapeCheckNames.every((check) => Number.isFinite(numbers[check])));
  const plain = perCheck((check) => {
    const values = experts.map((numbers) => Math.abs(numbers[check])).sort((a, b) => a - b);
    const scale = Math.max(LEAST_SCALE, values[Math.floor(values.length / 2)]!);
    const bent = experts.map((numbers) => Math.asinh(numbers[check] / scale));
    const mean = bent.reduce((sum, value) => sum + value, 0) / bent.length;
    const variance = bent.reduce((sum, value) => sum + (value - mean) ** 2, 0) / bent.length;
    const usual = { scale, mean, deviation: Math.max(LEAST_SCALE, Math.sqrt(variance)) };
    const largest = Math.max(...experts.map((numbers) => oddity(numbers[check], usual)));
    return { ...usual, most: largest + ownMargin };
  });
  const repeats = Math.max(1, Math.round(finite.length / experts.length));
  const rows = [...Array.from({ length: repeats }, () => experts).flat(), ...finite];
  const classIndex = rows.map((_, i) => Number(i >= repeats * experts.length));
  const data = rows.flatMap((numbers) =>
    shapeCheckNames.map((check) => oddity(numbers[check], plain[check])),
  );
  const width = shapeCheckNames.length;
  const { weights } = fitLogistic(featuresOf(Float32Array.from(data), width), classIndex, 2, { penalty, iterations: 500 });
  const weight = (place: number) => weights[width + 1 + place]! - weights[place]!;
  const checks = perCheck((check) => ({ ...plain[check], weight: weight(shapeCheckNames.indexOf(check)) }));
  const gate = { checks, intercept: weight(width), limit: Number.POSITIVE_INFINITY };
  const scores = experts.map((numbers) => judged(numbers, gate).score);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const largest = Math.max(...scores);
  return { ...gate, limit: largest + margin * (largest - mean) };
}
