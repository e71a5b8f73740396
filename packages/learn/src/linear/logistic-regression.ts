/**
 * Multinomial logistic regression with an L2 penalty on the weights, not on the intercepts.
 *
 * Source: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed. 2009, §4.4 and §18.3.2.
 */
import { type Features, featureRow } from "./features.ts";
import { minimise, type Objective } from "./l-bfgs.ts";

export interface LogisticModel {
  readonly classes: number;
  /** Row-major (classes, width + 1): weights of the features, then the intercept. */
  readonly weights: Float64Array;
}

export interface LogisticOptions {
  /** λ of mean cross entropy + λ/2·‖W‖². */
  readonly penalty: number;
  readonly iterations: number;
  /** Weights to begin with, as of a model with a like penalty; zeros without. */
  readonly start?: Float64Array;
}

const GRADIENT_TOLERANCE = 1e-5;

/** The objective is convex, so the start decides how long it takes, not where it ends. */
export function fitLogistic(
  features: Features,
  classIndex: readonly number[],
  classes: number,
  { penalty, iterations, start = new Float64Array(classes * (features.width + 1)) }: LogisticOptions,
): LogisticModel {
  const objective = penalisedCrossEntropy(features, classIndex, classes, penalty);
  return { classes, weights: minimise(objective, start, { iterations, tolerance: GRADIENT_TOLERANCE }) };
}

/** Of a row of features, one for each class. */
export function classProbabilities({ classes, weights }: LogisticModel, row: Float32Array): Float64Array {
  return softmax(logits(weights, row, classes));
}

function penalisedCrossEntropy(
  features: Features,
  classIndex: readonly number[],
  classes: number,
  penalty: number,
): Objective {
  const stride = features.width + 1;
  return (weights, gradient) => {
    let value = 0;
    for (let i = 0; i < features.count; i++) {
      const row = featureRow(features, i);
      const probabilities = softmax(logits(weights, row, classes));
      value -= Math.log(Math.max(probabilities[classIndex[i]!]!, Number.MIN_VALUE));
      for (let k = 0; k < classes; k++) {
        const error = (probabilities[k]! - Number(k === classIndex[i])) / features.count;
        for (let e = 0; e < row.length; e++) gradient[k * stride + e]! += error * row[e]!;
        gradient[k * stride + features.width]! += error;
      }
    }
    return value / features.count + addPenalty(weights, gradient, stride, penalty);
  };
}

/** Adds the penalty's gradient and returns its value. */
function addPenalty(weights: Float64Array, gradient: Float64Array, stride: number, penalty: number): number {
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    if (i % stride === stride - 1) continue; // the intercept
    gradient[i]! += penalty * weights[i]!;
    squares += weights[i]! ** 2;
  }
  return (penalty / 2) * squares;
}

function logits(weights: Float64Array, row: Float32Array, classes: number): Float64Array {
  const stride = row.length + 1;
  const scores = new Float64Array(classes);
  for (let k = 0; k < classes; k++) {
    let sum = weights[k * stride + row.length]!;
    for (let e = 0; e < row.length; e++) sum += weights[k * stride + e]! * row[e]!;
    scores[k] = sum;
  }
  return scores;
}

function softmax(scores: Float64Array): Float64Array {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
