/** The gate between experts' outlines and damaged ones: multinomial logistic regression over the kinds of damage. */
import {
  type DamageWeights,
  type OutlineGate,
  type OutlineNumber,
  oddity,
  outlineNumberNames,
  type UsualNumber,
} from "@cmrkit/study";
import { featuresOf } from "../linear/features.ts";
import { fitLogistic } from "../linear/logistic-regression.ts";
import { damageKinds } from "./damages.ts";
import type { TriedOutlines } from "./try-judge.ts";

/** Numbers of rare mistakes are 0 in most hearts: no smaller scale or deviation than this. */
const LEAST_SCALE = 0.02;
const PENALTY = 0.1;
const ITERATIONS = 500;

const classes = ["none", ...damageKinds] as const;

/** A gate without its limit. */
export function fitGate(tried: readonly TriedOutlines[]): Omit<OutlineGate, "limit"> {
  const experts = tried.filter(({ damage }) => damage === "none");
  const usual = ofEachNumber((name) => usualOf(experts.map(({ numbers }) => numbers[name])));
  const data = tried.flatMap(({ numbers }) => outlineNumberNames.map((name) => oddity(numbers[name], usual[name])));
  const classIndex = tried.map(({ damage }) => classes.indexOf(damage));
  const features = featuresOf(Float32Array.from(data), outlineNumberNames.length);
  const { weights } = fitLogistic(features, classIndex, classes.length, { penalty: PENALTY, iterations: ITERATIONS });
  return { usual, damages: damageKinds.map((damage) => damageWeights(damage, weights)) };
}

/** Log odds against no damage, from the rows of all classes. */
function damageWeights(damage: (typeof damageKinds)[number], weights: Float64Array): DamageWeights {
  const stride = outlineNumberNames.length + 1;
  const first = classes.indexOf(damage) * stride;
  const against = (place: number) => weights[first + place]! - weights[place]!;
  return {
    damage,
    intercept: against(stride - 1),
    weights: ofEachNumber((name) => against(outlineNumberNames.indexOf(name))),
  };
}

function ofEachNumber<T>(make: (name: OutlineNumber) => T): Record<OutlineNumber, T> {
  return Object.fromEntries(outlineNumberNames.map((name) => [name, make(name)])) as Record<OutlineNumber, T>;
}

function usualOf(values: readonly number[]): UsualNumber {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).sort((a, b) => a - b);
  const scale = Math.max(LEAST_SCALE, sizes[Math.floor(sizes.length / 2)] ?? 0);
  const bent = finite.map((value) => Math.asinh(value / scale));
  const mean = bent.reduce((sum, value) => sum + value, 0) / Math.max(1, bent.length);
  const variance = bent.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, bent.length);
  return { scale, mean, deviation: Math.max(LEAST_SCALE, Math.sqrt(variance)) };
}
