/**
 * Depthwise convolutions at stride 1, each channel with a kernel of its own, by the matrix products that ONNX Runtime
 * computes quickly: its own kernels for them run at a twentieth of that rate (measured in `bench/README.md`).
 *
 * Along a short last axis Z the kernel is a band matrix (Zo × Zi): samples of that axis become channels, and what is left
 * is a convolution of planes with Zi channels in and Zo out of each of the C groups. The zeros outside the band are
 * multiplied too, which is why the axis has to be short.
 */
import { elementCount } from "@cmrkit/tensor";
import { integer, type ModelBuilder } from "../model-builder.ts";
import {
  isUnit,
  type NamedConvolution,
  outputExtents,
  planeSpec,
  reshape,
  sumOverBatch,
  transpose,
} from "./conv-parts.ts";
import { type Correlation, sampleProducts } from "./shifted-products.ts";

/** How many times more numbers a band matrix may have than its band. */
const MOST_WASTE = 8;

/** Whether a convolution is depthwise in three axes, the last of them short. */
export function isBanded({ xShape, weightShape, strides, group }: NamedConvolution): boolean {
  const [K, perGroup, ...kernel] = weightShape;
  const isDepthwise = perGroup === 1 && K === group && isUnit(strides);
  return isDepthwise && kernel.length === 3 && isShort(xShape.at(-1)!, kernel.at(-1)!);
}

/** An axis of one sample or one tap is better left alone. */
function isShort(extent: number, taps: number): boolean {
  return extent > 1 && taps > 1 && extent <= MOST_WASTE * taps;
}

/** (B, C, X, Y, Zi) → (B, C, Xo, Yo, Zo). */
export function bandedConvolution(builder: ModelBuilder, node: NamedConvolution, output: string): void {
  const { xShape, weightShape, pads, dilations } = node;
  const [B, C, X, Y, Zi] = xShape as [number, number, number, number, number];
  const [, , ...kernel] = weightShape as [number, number, number, number, number];
  const [Xo, Yo, Zo] = outputExtents(node) as [number, number, number];
  const planes = reshape(builder, lastAxisFirst(builder, node.x, xShape), [B, C * Zi, X, Y]);
  const band = { Zi, Zo, taps: kernel[2]!, pad: pads[2]!, dilation: dilations[2]! };
  const weight = bandedWeight(builder, node.weight, weightShape, band);
  const bias = node.bias === undefined ? [] : [repeated(builder, node.bias, C, Zo)];
  const convolved = builder.add("Conv", [planes, weight, ...bias], planeSpec(node));
  const rows = transpose(builder, reshape(builder, convolved, [B * C, Zo, Xo * Yo]), [0, 2, 1]);
  reshape(builder, rows, [B, C, Xo, Yo, Zo], output);
}

/** (B, C, X, Y, Z) → (B·C, Z, X·Y). */
function lastAxisFirst(builder: ModelBuilder, x: string, [B, C, X, Y, Z]: readonly number[]): string {
  return transpose(builder, reshape(builder, x, [B! * C!, X! * Y!, Z!]), [0, 2, 1]);
}

interface Band {
  readonly Zi: number;
  readonly Zo: number;
  readonly taps: number;
  /** Before the axis. */
  readonly pad: number;
  readonly dilation: number;
}

/** Row-major (Zo, Zi): the tap that takes sample zi to sample zo, or `taps` where there is none. */
function bandTaps({ Zi, Zo, taps, pad, dilation }: Band): number[] {
  return Array.from({ length: Zo * Zi }, (_, i) => {
    const tap = ((i % Zi) - Math.floor(i / Zi) + pad) / dilation;
    return Number.isInteger(tap) && tap >= 0 && tap < taps ? tap : taps;
  });
}

/** (C, 1, kx, ky, kz) → (C·Zo, Zi, kx, ky), zero outside the band. */
function bandedWeight(builder: ModelBuilder, weight: string, [C, , kx, ky, kz]: readonly number[], band: Band): string {
  const tapsFirst = transpose(builder, reshape(builder, weight, [C!, kx! * ky!, kz!]), [0, 2, 1]);
  const withZero = builder.add("Pad", [tapsFirst, builder.int64Vector([0, 0, 0, 0, 1, 0])]);
  const taps = builder.int64Vector(bandTaps(band));
  const spread = builder.add("Gather", [withZero, taps], { attributes: { axis: integer(1) } });
  return reshape(builder, spread, [C! * band.Zo, band.Zi, kx!, ky!]);
}

/** Each of C values n times. */
function repeated(builder: ModelBuilder, values: string, C: number, n: number): string {
  const column = reshape(builder, values, [C, 1]);
  return reshape(builder, builder.add("Expand", [column, builder.int64Vector([C, n])]), [C * n]);
}

/** Whether each channel has its own kernel and result. */
export function isDepthwise({ xShape, gradientShape }: Correlation, group: number): boolean {
  return group === xShape[1] && group === gradientShape[1];
}

/**
 * The weight gradient (C, 1, kernel…). Every channel of every sample is correlated by itself, along a short last axis each
 * sample of one tensor with each of the other, of which the sums along the band's diagonals are the taps.
 */
export function depthwiseWeightGradient(builder: ModelBuilder, each: Correlation, output: string): void {
  const [B, C] = each.xShape as [number, number];
  const { kernelShape } = each;
  const isFolded = kernelShape.length === 3 && isShort(each.xShape.at(-1)!, kernelShape.at(-1)!);
  const products = sampleProducts(
    builder,
    isFolded ? lastAxisAsChannels(builder, each) : channelsAsBatch(builder, each),
  );
  const taps = isFolded ? diagonalSums(builder, products, each) : products;
  const summed = sumOverBatch(builder, reshape(builder, taps, [B, C * elementCount(kernelShape)]), B);
  reshape(builder, summed, [C, 1, ...kernelShape], output);
}

/** (B·C, 1, …) of both tensors. */
function channelsAsBatch(
  builder: ModelBuilder,
  { x, xShape, gradient, gradientShape, ...rest }: Correlation,
): Correlation {
  const single = ([B, C, ...spatial]: readonly number[]) => [B! * C!, 1, ...spatial];
  return {
    ...rest,
    x: reshape(builder, x, single(xShape)),
    xShape: single(xShape),
    gradient: reshape(builder, gradient, single(gradientShape)),
    gradientShape: single(gradientShape),
  };
}

/** (B·C, Z, X, Y) of both tensors. */
function lastAxisAsChannels(builder: ModelBuilder, each: Correlation): Correlation {
  const moved = ([B, C, X, Y, Z]: readonly number[]) => [B! * C!, Z!, X!, Y!];
  const planes = (name: string, shape: readonly number[]) =>
    reshape(builder, lastAxisFirst(builder, name, shape), moved(shape));
  return {
    x: planes(each.x, each.xShape),
    xShape: moved(each.xShape),
    gradient: planes(each.gradient, each.gradientShape),
    gradientShape: moved(each.gradientShape),
    kernelShape: each.kernelShape.slice(0, 2),
    pads: each.pads.slice(0, 2),
    dilations: each.dilations.slice(0, 2),
  };
}

/** (B·C, taps, Zo·Zi) → (B·C, taps, kz), by a product with ones where a tap lies in the band. */
function diagonalSums(
  builder: ModelBuilder,
  products: string,
  { xShape, gradientShape, ...each }: Correlation,
): string {
  const taps = each.kernelShape[2]!;
  const band = { Zi: xShape[4]!, Zo: gradientShape[4]!, taps, pad: each.pads[2]!, dilation: each.dilations[2]! };
  const tapOf = bandTaps(band);
  const data = Float32Array.from({ length: tapOf.length * taps }, (_, i) =>
    Number(tapOf[Math.floor(i / taps)] === i % taps),
  );
  const selector = builder.initializer({ dtype: "float32", shape: [tapOf.length, taps], data });
  return builder.add("MatMul", [products, selector]);
}
