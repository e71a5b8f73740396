/** How well a network does on examples whose truth is known: the number by which training ends and the best is kept. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import { mostProbableIndex } from "../metrics/classified-case.ts";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { matthewsCorrelation } from "../metrics/label-metrics.ts";
import type { TaskConfig } from "./config.ts";
import type { Example } from "./examples.ts";
import { isLandmarkTask } from "./landmarks/config.ts";
import { negativeMeanDistance } from "./landmarks/validate.ts";
import type { NetworkViews } from "./networks/network-views.ts";
import { type Predictor, predictImage, predictVoxels } from "./predict.ts";
import { predictorFor } from "./predict-views.ts";
import type { TargetStatistics } from "./tasks/regression.ts";

/** Higher is better. */
export interface ValidationScore {
  readonly name: string;
  readonly value: number;
}

/** Who answers, and what the network calls its views. */
export interface Asked {
  readonly predictor: Predictor;
  readonly views: NetworkViews;
}

/**
 * Mean Dice over classes and images for a segmentation, Matthews' correlation for a classification, the negative mean
 * distance for landmarks, and for a regression the negative mean absolute error in deviations of the training targets: what
 * CineMA stops by.
 */
export function validate(
  task: TaskConfig,
  examples: AsyncIterable<Example>,
  { predictor, views }: Asked,
  statistics?: TargetStatistics,
): Promise<ValidationScore> {
  if (isLandmarkTask(task)) return negativeMeanDistance(task, examples, predictor);
  if (task.kind === "segmentation") return meanDice(task, examples, { predictor, views });
  if (task.kind === "classification") return correlation(task, examples, predictor);
  return negativeError(examples, predictor, statistics!);
}

async function meanDice(
  { classes }: TaskConfig & { readonly kind: "segmentation" },
  examples: AsyncIterable<Example>,
  { predictor, views }: Asked,
): Promise<ValidationScore> {
  const K = Object.keys(classes).length + 1;
  const scores: number[] = [];
  for await (const example of examples) {
    const { image } = example;
    const own = predictorFor(predictor, views, example);
    const predicted = mostProbableClasses(await predictVoxels(own, image, K), K);
    for (let k = 1; k < K; k++) scores.push(...dice(predicted, image.classes!, k));
  }
  return { name: "mean Dice", value: mean(scores) };
}

/** The class of the highest probability at each voxel, from (K, voxels). */
function mostProbableClasses(probabilities: Float32Array, K: number): Uint8Array {
  const voxels = probabilities.length / K;
  const classes = new Uint8Array(voxels);
  for (let at = 0; at < voxels; at++) {
    let best = 0;
    for (let k = 1; k < K; k++) if (probabilities[k * voxels + at]! > probabilities[best * voxels + at]!) best = k;
    classes[at] = best;
  }
  return classes;
}

/** Nothing for a class that is in neither. */
function dice(predicted: Uint8Array, truth: Uint8Array, k: number): number[] {
  let [both, counted] = [0, 0];
  for (let at = 0; at < truth.length; at++) {
    both += Number(predicted[at] === k && truth[at] === k);
    counted += Number(predicted[at] === k) + Number(truth[at] === k);
  }
  return counted === 0 ? [] : [(2 * both) / counted];
}

async function correlation(
  { classes }: TaskConfig & { readonly kind: "classification" },
  examples: AsyncIterable<Example>,
  predictor: Predictor,
): Promise<ValidationScore> {
  const pairs: { truth: string; predicted: string }[] = [];
  for await (const { image, truth } of examples) {
    const predicted = classes[mostProbableIndex(await predictImage(predictor, image))]!;
    pairs.push({ truth: classes[truth.kind === "class" ? truth.index : -1]!, predicted });
  }
  return { name: "MCC", value: orNothing(matthewsCorrelation(confusionMatrix(classes, pairs))) };
}

/** A correlation that is not defined, as when all predictions are one class, says as little as 0. */
function orNothing(measured: Measured): number {
  return isMeasured(measured) ? measured : 0;
}

async function negativeError(
  examples: AsyncIterable<Example>,
  predictor: Predictor,
  { deviation }: TargetStatistics,
): Promise<ValidationScore> {
  const errors: number[] = [];
  for await (const { image, truth } of examples) {
    const predicted = await predictImage(predictor, image);
    const values = truth.kind === "values" ? truth.values : [];
    errors.push(...values.map((value, k) => Math.abs(predicted[k]! - value) / deviation[k]!));
  }
  return { name: "negative mean absolute error in deviations of the training", value: -mean(errors) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
