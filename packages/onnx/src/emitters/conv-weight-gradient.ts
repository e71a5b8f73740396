/**
 * The gradient of a convolution with respect to its weight, in the form that suits its geometry (measured in
 * `bench/README.md`). Names of shapes: B batch, C input channels, K output channels, L voxels of the output.
 */
import type { NodeOf } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import type { Emitters } from "../emitter.ts";
import type { ModelBuilder } from "../model-builder.ts";
import { convSpec, isUnit, isZero, productOfRows, reshape, sumOverBatch, transpose } from "./conv-parts.ts";
import { depthwiseWeightGradient, isDepthwise } from "./depthwise.ts";
import { correlationOf, shiftedProducts, shiftsOverlap } from "./shifted-products.ts";

export const convWeightGradientEmitters = {
  ConvWeightGradient: (builder, node, inputs, outputs) => {
    const { strides, group } = node.attributes;
    const correlation = correlationOf(node, inputs);
    const fits = isUnit(strides) && shiftsOverlap(correlation);
    if (isPatchwise(node)) patchProducts(builder, node, inputs, outputs[0]!);
    else if (fits && group === 1) shiftedProducts(builder, correlation, outputs[0]!);
    else if (fits && isDepthwise(correlation, group)) depthwiseWeightGradient(builder, correlation, outputs[0]!);
    else swappedConvolution(builder, node, inputs, outputs[0]!);
  },
} satisfies Partial<Emitters>;

/** Windows that tile the input: kernel = stride, nothing padded or left over. */
function isPatchwise({ inputs: [x], attributes }: NodeOf<"ConvWeightGradient">): boolean {
  const { strides, pads, dilations, group, kernelShape } = attributes;
  const tiles = strides.every((stride, i) => stride === kernelShape[i] && x!.shape[i + 2]! % stride === 0);
  return tiles && isZero(pads) && isUnit(dilations) && group === 1;
}

/** Kernel = stride: patches as rows, then one product over all of them. */
function patchProducts(
  builder: ModelBuilder,
  { inputs: [x, outputGradient], attributes: { kernelShape } }: NodeOf<"ConvWeightGradient">,
  inputs: readonly string[],
  output: string,
): void {
  const [B, C] = x!.shape;
  const [, K, ...counts] = outputGradient!.shape;
  const patches = reshape(builder, tapsFirst(builder, inputs[0]!, B! * C!, counts, kernelShape), [
    B!,
    C! * elementCount(kernelShape),
    elementCount(counts),
  ]);
  const gradientRows = reshape(builder, inputs[1]!, [B!, K!, elementCount(counts)]);
  const products = productOfRows(builder, gradientRows, patches);
  reshape(builder, sumOverBatch(builder, products, B!), [K!, C!, ...kernelShape], output);
}

/**
 * Planes of patches → (planes, taps, patches). One axis after another: each transposes two axes, which ONNX Runtime does
 * in blocks, where all axes at once would be moved number by number.
 */
function tapsFirst(
  builder: ModelBuilder,
  x: string,
  planes: number,
  counts: readonly number[],
  kernelShape: readonly number[],
): string {
  let value = x;
  for (const [axis, taps] of kernelShape.entries()) {
    if (taps === 1) continue;
    const before = planes * elementCount(kernelShape.slice(0, axis));
    const patches = elementCount(counts.slice(0, axis + 1));
    const after = elementCount(counts.slice(axis + 1)) * elementCount(kernelShape.slice(axis + 1));
    const isLast = after === 1;
    const split = reshape(builder, value, [before, patches, taps, ...(isLast ? [] : [after])]);
    value = transpose(builder, split, isLast ? [0, 2, 1] : [0, 2, 1, 3]);
  }
  return value;
}

/**
 * Any stride and grouping: a convolution over the batch, with strides and dilations exchanged. Input channels of a
 * group act as the batch, and the output gradient is the kernel.
 */
function swappedConvolution(
  builder: ModelBuilder,
  { inputs: [x, outputGradient], attributes }: NodeOf<"ConvWeightGradient">,
  inputs: readonly string[],
  output: string,
): void {
  const { group, strides, dilations, pads, kernelShape } = attributes;
  const [B, C, ...spatial] = x!.shape;
  const [, _K, ...counts] = outputGradient!.shape;
  const axes = spatial.map((_, i) => 3 + i);
  const perGroup = C! / group;
  const grouped = reshape(builder, inputs[0]!, [B!, group, perGroup, ...spatial]);
  const batch = reshape(builder, transpose(builder, grouped, [2, 1, 0, ...axes]), [perGroup, group * B!, ...spatial]);
  const kernel = transpose(builder, inputs[1]!, [1, 0, ...counts.map((_, i) => 2 + i)]);
  const spec = convSpec({ strides: dilations, dilations: strides, pads, group }, counts);
  const taps = builder.add("Conv", [batch, kernel], spec); // (C / g, K, kernel or more where the stride left a rest)
  const bounds = [kernelShape.map(() => 0), kernelShape, kernelShape.map((_, i) => 2 + i), kernelShape.map(() => 1)];
  const cut = builder.add("Slice", [taps, ...bounds.map((values) => builder.int64Vector(values))]);
  const perm = [1, 0, ...kernelShape.map((_, i) => 2 + i)];
  builder.add("Transpose", [cut], { attributes: { perm } }, output);
}
