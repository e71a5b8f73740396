/**
 * Batch norm as a layer: by the statistics of the batch while training, else by the running ones.
 *
 * Source: Ioffe & Szegedy 2015, arXiv:1502.03167; names and conventions of torch.nn.BatchNorm2d.
 */
import { batchNormalization, normalizeByBatch, type Tensor } from "@cmrkit/graph";
import { ones, zeros } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";
import type { BatchStatistic } from "../training-step.ts";

/** The share of a batch in the running statistics, PyTorch's default. */
const MOMENTUM = 0.1;

/**
 * Which statistics normalise. While training, each layer adds its batch's to `gathered`; several batches or processes
 * that share an update normalise each by its own, and the running statistics follow their mean, so a step on N batches
 * is not one on a batch N times the size.
 */
export type BatchNormStatistics =
  | { readonly kind: "running" }
  | { readonly kind: "batch"; readonly gathered: BatchStatistic[] };

/**
 * x (B, C, …) → (B, C, …); `weight` and `bias` (C). `running_mean` and `running_var` (C) are buffers when they normalise
 * and slots while training, where they must start at 0 and 1, as their initialisers say.
 * @throws {ShapeError} in training when a channel has a single value.
 */
export function batchNorm(scope: ParameterScope, x: Tensor, statistics: BatchNormStatistics): Tensor {
  const shape = [x.shape[1]!];
  const affine = { scale: scope.parameter("weight", shape, ones), bias: scope.parameter("bias", shape, zeros) };
  if (statistics.kind === "running") {
    const runningMean = scope.buffer("running_mean", shape, zeros);
    const runningVariance = scope.buffer("running_var", shape, ones);
    return batchNormalization(x, { ...affine, runningMean, runningVariance }, { training: false }).y;
  }
  const { y, mean, variance } = normalizeByBatch(x, affine);
  const gather = (name: string, value: Tensor) =>
    statistics.gathered.push({ slot: scope.path(name), shape, value, share: MOMENTUM });
  gather("running_mean", mean);
  gather("running_var", variance);
  return y;
}
