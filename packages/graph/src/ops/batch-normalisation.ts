/** Batch normalisation, by the conventions of PyTorch's BatchNorm. */
import { elementCount, ShapeError, showShape } from "@cmrkit/tensor";
import type { Tensor } from "../trace.ts";
import { reshape } from "./arrange.ts";
import { add, div, mul, sqrt, stopGradient, sub } from "./elementwise.ts";
import { type ChannelAffine, reduceMean } from "./normalise.ts";

/** Scale and bias (C), and the statistics (C) gathered while training. */
export interface BatchNormParams extends ChannelAffine {
  readonly runningMean: Tensor;
  /** Unbiased: each batch's sum of squares was divided by n − 1. */
  readonly runningVariance: Tensor;
}

export interface BatchNormOptions {
  /** Normalise by the batch's statistics and move the running ones; else normalise by the running ones. */
  readonly training: boolean;
  /** Weight of the batch's statistics in the running ones; 0.1 as PyTorch. */
  readonly momentum?: number;
  /** 1e-5 as PyTorch. */
  readonly epsilon?: number;
}

export interface BatchNormResult {
  readonly y: Tensor;
  readonly runningMean: Tensor;
  readonly runningVariance: Tensor;
}

/**
 * Zero mean and unit variance of every channel over batch and voxels, then scale and bias. In training the biased
 * variance normalises and the unbiased one enters the running statistics, through which no gradient passes.
 *
 * Source: Ioffe & Szegedy 2015, arXiv:1502.03167; torch.nn.BatchNorm2d for what the paper leaves open.
 * @param x (B, C, …).
 * @throws {ShapeError} in training when a channel has a single value: it has no variance.
 */
export function batchNormalization(x: Tensor, params: BatchNormParams, options: BatchNormOptions): BatchNormResult {
  return options.training ? byBatch(x, params, options) : byRunningStatistics(x, params, options);
}

function byBatch(x: Tensor, params: BatchNormParams, options: BatchNormOptions): BatchNormResult {
  const { y, mean, variance } = normalizeByBatch(x, params, options.epsilon);
  return {
    y,
    runningMean: movedStatistic(params.runningMean, mean, options.momentum),
    runningVariance: movedStatistic(params.runningVariance, variance, options.momentum),
  };
}

/** (1 − momentum)·running + momentum·batch; PyTorch's momentum unless told otherwise. */
export function movedStatistic(running: Tensor, batch: Tensor, momentum = 0.1): Tensor {
  return add(mul(running, 1 - momentum), mul(batch, momentum));
}

/** What normalisation by a batch makes of it, and the statistics it used, through which no gradient passes. */
export interface BatchNormalized {
  readonly y: Tensor;
  /** (C). */
  readonly mean: Tensor;
  /** (C), unbiased: what enters running statistics, not what normalised. */
  readonly variance: Tensor;
}

/**
 * The training half of `batchNormalization`, for those who gather the statistics of several batches themselves.
 * @param x (B, C, …).
 * @throws {ShapeError} when a channel has a single value: it has no variance.
 */
export function normalizeByBatch(x: Tensor, affine: ChannelAffine, epsilon = 1e-5): BatchNormalized {
  const C = x.shape[1]!;
  const count = elementCount(x.shape) / C;
  if (count < 2)
    throw new ShapeError(`batchNormalization of ${showShape(x.shape)}: training needs two values a channel or more`);
  const axes = [...x.shape.keys()].filter((axis) => axis !== 1);
  const mean = reduceMean(x, { axes, keepdims: true });
  const centred = sub(x, mean);
  const variance = reduceMean(mul(centred, centred), { axes, keepdims: true });
  const gain = div(perChannel(affine.scale, x), sqrt(add(variance, epsilon)));
  const statistic = (value: Tensor) => reshape(stopGradient(value), [C]);
  return {
    y: add(mul(centred, gain), perChannel(affine.bias, x)),
    mean: statistic(mean),
    variance: statistic(mul(variance, count / (count - 1))),
  };
}

function byRunningStatistics(x: Tensor, params: BatchNormParams, { epsilon = 1e-5 }: BatchNormOptions) {
  const { scale, bias, runningMean, runningVariance } = params;
  const gain = div(scale, sqrt(add(runningVariance, epsilon)));
  const offset = sub(bias, mul(runningMean, gain));
  return { y: add(mul(x, perChannel(gain, x)), perChannel(offset, x)), runningMean, runningVariance };
}

/** One value a channel, shaped to broadcast against x. */
function perChannel(values: Tensor, x: Tensor): Tensor {
  return reshape(values, [x.shape[1]!, ...x.shape.slice(2).map(() => 1)]);
}
