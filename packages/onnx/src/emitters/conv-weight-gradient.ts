/**
 * The gradient of a convolution with respect to its weight, in the form that suits its geometry (measured in
 * `bench/README.md`). Names of shapes: B batch, C input channels, K output channels, L voxels of the output.
 */
import type { NodeOf } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import type { Emitters } from "../emitter.ts";
import { integer, type ModelBuilder } from "../model-builder.ts";
import { convSpec, isUnit, isZero, reshape, transpose } from "./conv-parts.ts";

export const convWeightGradientEmitters = {
  ConvWeightGradient: (builder, node, inputs, outputs) => {
    const { strides, group } = node.attributes;
    const correlation = correlationOf(node, inputs);
    const fits = isUnit(strides) && group === 1 && shiftsOverlap(correlation);
    if (isPatchwise(node)) patchProducts(builder, node, inputs, outputs[0]!);
    else if (fits) shiftedProducts(builder, correlation, outputs[0]!);
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

/** A correlation at stride 1: x (B, C, …) and the output gradient (B, K, …), by name and by shape. */
interface Correlation {
  readonly x: string;
  readonly xShape: readonly number[];
  readonly gradient: string;
  readonly gradientShape: readonly number[];
  readonly kernelShape: readonly number[];
  /** Before each axis; what lies behind follows from the extents. */
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Planes so small that a product for each sample costs more than gathering the samples first. */
const SMALL_PLANE = 1024;

function correlationOf(
  { inputs: [x, outputGradient], attributes: { pads, dilations, kernelShape } }: NodeOf<"ConvWeightGradient">,
  inputs: readonly string[],
): Correlation {
  return {
    x: inputs[0]!,
    xShape: x!.shape,
    gradient: inputs[1]!,
    gradientShape: outputGradient!.shape,
    kernelShape,
    pads: pads.slice(0, kernelShape.length),
    dilations,
  };
}

/**
 * Stride 1: tap a of the kernel meets the input shifted by a. Shifts along the last axis are laid on the gradient, as
 * more rows of one operand; each shift along the other axes is laid on the input and gives its taps by one product. So
 * a 3×3 kernel takes 3 products of 3·K rows, which keep wide registers busier than 9 of K.
 */
function shiftedProducts(builder: ModelBuilder, each: Correlation, output: string): void {
  const isSmall = elementCount(each.gradientShape.slice(2)) <= SMALL_PLANE;
  const { x, xShape, gradient, gradientShape, kernelShape, pads, dilations } = isSmall
    ? batchAsAxis(builder, each)
    : each;
  const [B, C, ...spatial] = xShape;
  const [, K, ...counts] = gradientShape;
  const last = spatial.length - 1;
  const extents = counts.with(last, spatial[last]!);
  const L = elementCount(extents);
  const lastTaps = kernelShape[last]!;

  const gradients = Array.from({ length: lastTaps }, (_, b) => {
    const shift = counts.map((_, i) => (i === last ? b * dilations[i]! - pads[i]! : 0));
    return shifted(builder, gradient, counts, shift, extents);
  });
  const sideBySide = gradients.length === 1 ? gradients[0]! : concat(builder, gradients, 1);
  const gradientRows = reshape(builder, sideBySide, [B!, lastTaps * K!, L]);

  const products = kernelTaps(kernelShape.slice(0, last)).map((tap) => {
    const shift = counts.map((_, i) => (i === last ? 0 : pads[i]! - tap[i]! * dilations[i]!));
    const rows = reshape(builder, shifted(builder, x, spatial, shift, extents), [B!, C!, L]);
    return sumOverBatch(builder, productOfRows(builder, gradientRows, rows), B!);
  });
  const stacked = products.length === 1 ? products[0]! : concat(builder, products, 0); // (taps · lastTaps · K, C)
  const byTap = reshape(builder, stacked, [products.length, lastTaps, K!, C!]);
  reshape(builder, transpose(builder, byTap, [2, 3, 0, 1]), [K!, C!, ...each.kernelShape], output);
}

/** Moves planes (…, from) along each axis and cuts or pads them with zeros to the extents `to`. */
function shifted(
  builder: ModelBuilder,
  x: string,
  from: readonly number[],
  shift: readonly number[],
  to: readonly number[],
): string {
  return pad(
    builder,
    x,
    shift,
    shift.map((begin, i) => to[i]! - from[i]! - begin),
  );
}

/** Whether no shift moves a plane past its own end, which Pad cannot do. */
function shiftsOverlap({ xShape, gradientShape, kernelShape, pads, dilations }: Correlation): boolean {
  return kernelShape.every((taps, axis) => {
    const [extent, count] = [xShape[axis + 2]!, gradientShape[axis + 2]!];
    const furthest = (taps - 1) * dilations[axis]! - pads[axis]!;
    return furthest < extent && pads[axis]! < count;
  });
}

/** The same correlation with the batch as a further spatial axis, over which the kernel is one sample long. */
function batchAsAxis(builder: ModelBuilder, { x, gradient, ...geometry }: Correlation): Correlation {
  const moved = ([B, C, ...spatial]: readonly number[]) => [1, C!, B!, ...spatial];
  const channelsFirst = (name: string, shape: readonly number[]) => {
    const perm = [1, 0, ...shape.slice(2).map((_, i) => 2 + i)];
    return reshape(builder, transpose(builder, name, perm), moved(shape));
  };
  return {
    x: channelsFirst(x, geometry.xShape),
    xShape: moved(geometry.xShape),
    gradient: channelsFirst(gradient, geometry.gradientShape),
    gradientShape: moved(geometry.gradientShape),
    kernelShape: [1, ...geometry.kernelShape],
    pads: [0, ...geometry.pads],
    dilations: [1, ...geometry.dilations],
  };
}

/** Positions within a kernel, last axis fastest. */
function kernelTaps(kernelShape: readonly number[]): number[][] {
  return kernelShape.reduce<number[][]>(
    (taps, extent) => taps.flatMap((tap) => Array.from({ length: extent }, (_, a) => [...tap, a])),
    [[]],
  );
}

function concat(builder: ModelBuilder, parts: readonly string[], axis: number): string {
  return builder.add("Concat", parts, { attributes: { axis: integer(axis) } });
}

function pad(builder: ModelBuilder, x: string, begins: readonly number[], ends: readonly number[]): string {
  if (isZero(begins) && isZero(ends)) return x;
  return builder.add("Pad", [x, builder.int64Vector([0, 0, ...begins, 0, 0, ...ends])]);
}

/** (B, K, L) and (B, C, L) → (B, K, C). */
function productOfRows(builder: ModelBuilder, a: string, b: string): string {
  return builder.add("FusedMatMul", [a, b], { attributes: { transB: integer(1) }, domain: "com.microsoft" });
}

/** (B, M, N) → (M, N), or (1, M, N) where one sample leaves nothing to sum. */
function sumOverBatch(builder: ModelBuilder, x: string, B: number): string {
  if (B === 1) return x;
  return builder.add("ReduceSum", [x, builder.int64Vector([0])], { attributes: { keepdims: integer(0) } });
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
