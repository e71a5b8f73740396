/** Reductions, softmax and the normalisations built on one primitive. */
import { elementCount, normalAxis } from "@cmrkit/tensor";
import { apply, applyAll, type Tensor } from "../trace.ts";
import { reshape } from "./arrange.ts";
import { add, mul } from "./elementwise.ts";
import { filled } from "./source.ts";

export interface ReduceOptions {
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
}

type Reduction = (x: Tensor, options?: ReduceOptions) => Tensor;

function reduction(primitive: "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin"): Reduction {
  return (x, { axes = x.shape.map((_, axis) => axis), keepdims = false } = {}) => {
    const positive = axes.map((axis) => normalAxis(primitive, axis, x.shape.length)).sort((a, b) => a - b);
    return positive.length === 0 ? x : apply(primitive, [x], { axes: positive, keepdims });
  };
}

/** Over all axes unless told which. */
export const reduceSum = reduction("ReduceSum");
export const reduceMean = reduction("ReduceMean");
export const reduceMax = reduction("ReduceMax");
export const reduceMin = reduction("ReduceMin");

export function softmax(x: Tensor, axis = -1): Tensor {
  return apply("Softmax", [x], { axis: normalAxis("Softmax", axis, x.shape.length) });
}

export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return apply("LogSoftmax", [x], { axis: normalAxis("LogSoftmax", axis, x.shape.length) });
}

/** Zero mean and unit variance over the last axis, then scale and bias. Source: Ba et al. 2016, arXiv:1607.06450. */
export function layerNormalization(x: Tensor, scale: Tensor, bias: Tensor | undefined, epsilon: number): Tensor {
  const inputs = bias ? [x, scale, bias] : [x, scale];
  return applyAll("LayerNormalization", inputs, { axis: x.shape.length - 1, epsilon })[0]!;
}

/** Scale and bias, one of each per channel, or none. */
export interface ChannelAffine {
  readonly scale: Tensor;
  readonly bias: Tensor;
}

/**
 * Zero mean and unit variance over `groups` equal groups of channels and all voxels of each sample.
 * x (B, C, …). Source: Wu & He 2018, arXiv:1803.08494.
 */
export function groupNormalization(x: Tensor, groups: number, epsilon: number, affine?: ChannelAffine): Tensor {
  const [B, C] = x.shape;
  const perGroup = elementCount(x.shape) / (B! * groups);
  const rows = reshape(x, [B!, groups, perGroup]);
  const normal = reshape(layerNormalization(rows, filled([perGroup], 1), undefined, epsilon), x.shape);
  return affine ? channelAffine(normal, C!, affine) : normal;
}

/** Group normalisation with one channel a group. Source: Ulyanov et al. 2016, arXiv:1607.08022. */
export function instanceNormalization(x: Tensor, epsilon: number, affine?: ChannelAffine): Tensor {
  return groupNormalization(x, x.shape[1]!, epsilon, affine);
}

function channelAffine(x: Tensor, C: number, { scale, bias }: ChannelAffine): Tensor {
  const perChannel = [C, ...x.shape.slice(2).map(() => 1)];
  return add(mul(x, reshape(scale, perChannel)), reshape(bias, perChannel));
}
