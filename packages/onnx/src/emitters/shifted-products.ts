/**
 * Correlations at stride 1 as matrix products of shifted planes: how a convolution's weight gradient is computed. Names of
 * shapes: B batch, C input channels, K output channels, L voxels of a plane.
 */
import type { NodeOf } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import { integer, type ModelBuilder } from "../model-builder.ts";
import { isZero, productOfRows, reshape, sumOverBatch, transpose } from "./conv-parts.ts";

/** A correlation at stride 1: x (B, C, …) and the output gradient (B, K, …), by name and by shape. */
export interface Correlation {
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

export function correlationOf(
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

/** The weight gradient (K, C, kernel…) of a convolution in one group. */
export function shiftedProducts(builder: ModelBuilder, each: Correlation, output: string): void {
  const isSmall = elementCount(each.gradientShape.slice(2)) <= SMALL_PLANE;
  const correlation = isSmall ? batchAsAxis(builder, each) : each;
  const [B, C] = correlation.xShape;
  const K = correlation.gradientShape[1]!;
  const products = productsByTap(builder, correlation).map((product) => sumOverBatch(builder, product, B!));
  const stacked = products.length === 1 ? products[0]! : concat(builder, products, 0);
  const byTap = reshape(builder, stacked, [elementCount(each.kernelShape), K!, C!]);
  reshape(builder, transpose(builder, byTap, [1, 2, 0]), [K!, C!, ...each.kernelShape], output);
}

/** (B, taps, K·C): the products of each sample by itself, taps of the last axis fastest. */
export function sampleProducts(builder: ModelBuilder, correlation: Correlation): string {
  const { xShape, gradientShape, kernelShape } = correlation;
  const products = productsByTap(builder, correlation);
  const stacked = products.length === 1 ? products[0]! : concat(builder, products, 1);
  return reshape(builder, stacked, [xShape[0]!, elementCount(kernelShape), gradientShape[1]! * xShape[1]!]);
}

/**
 * Tap a of the kernel meets the input shifted by a. Shifts along the last axis are laid on the gradient, as more rows of
 * one operand; each shift along the other axes is laid on the input and gives its taps by one product. So a 3×3 kernel
 * takes 3 products of 3·K rows, which keep wide registers busier than 9 of K. Each product is (B, lastTaps · K, C).
 */
function productsByTap(builder: ModelBuilder, correlation: Correlation): string[] {
  const { x, xShape, gradient, gradientShape, kernelShape, pads, dilations } = correlation;
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

  return kernelTaps(kernelShape.slice(0, last)).map((tap) => {
    const shift = counts.map((_, i) => (i === last ? 0 : pads[i]! - tap[i]! * dilations[i]!));
    const rows = reshape(builder, shifted(builder, x, spatial, shift, extents), [B!, C!, L]);
    return productOfRows(builder, gradientRows, rows);
  });
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
export function shiftsOverlap({ xShape, gradientShape, kernelShape, pads, dilations }: Correlation): boolean {
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
