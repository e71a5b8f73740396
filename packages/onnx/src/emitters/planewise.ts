/**
 * Convolutions in three axes as sums of convolutions of planes, one for each tap along the last axis. ONNX Runtime has
 * direct kernels for planes where weights are known, and lays out windows of a short last axis slowly where they are not
 * (measured in `bench/README.md`).
 */
import type { ModelBuilder } from "../model-builder.ts";
import { isUnit, type NamedConvolution, outputExtents, planeSpec, reshape, transpose } from "./conv-parts.ts";

/** Output channels beyond which the products are large enough as they are. */
const MOST_CHANNELS = 128;
/** Input channels below which there is nothing to gain. */
const FEWEST_CHANNELS = 16;

/** Whether a convolution in three axes, of few channels, has several taps along the last. */
export function isPlanewise({ weightShape, strides, group }: NamedConvolution): boolean {
  const [K, C, ...kernel] = weightShape as [number, number, ...number[]];
  const fits = kernel.length === 3 && kernel[2]! > 1 && isUnit(strides) && group === 1;
  return fits && C >= FEWEST_CHANNELS && K <= MOST_CHANNELS;
}

/** (B, C, X, Y, Z) → (B, K, Xo, Yo, Zo). */
export function planewiseConvolution(builder: ModelBuilder, node: NamedConvolution, output: string): void {
  const { xShape, weightShape, pads, dilations } = node;
  const [B, C, X, Y, Z] = xShape as [number, number, number, number, number];
  const [K, , kx, ky, kz] = weightShape as [number, number, number, number, number];
  const [Xo, Yo, Zo] = outputExtents(node) as [number, number, number];
  const planes = swapped(builder, node.x, [B, C * X * Y, Z]);
  const padded = builder.add("Pad", [planes, builder.int64Vector([0, pads[2]!, 0, 0, pads[5]!, 0])]);
  const ofTaps = Array.from({ length: kz }, (_, tap) => {
    const from = tap * dilations[2]!;
    const met = reshape(builder, cut(builder, padded, 1, from, from + Zo), [B * Zo, C, X, Y]);
    const weight = reshape(builder, cut(builder, node.weight, 4, tap, tap + 1), [K, C, kx, ky]);
    const bias = tap === 0 && node.bias !== undefined ? [node.bias] : [];
    return builder.add("Conv", [met, weight, ...bias], planeSpec(node));
  });
  const sum = ofTaps.reduce((a, b) => builder.add("Add", [a, b]));
  reshape(builder, swapped(builder, sum, [B, Zo, K * Xo * Yo]), [B, K, Xo, Yo, Zo], output);
}

/** (B, M, N) → (B, N, M). The change of shape keeps the runtime from joining it to a neighbour, in a slow whole. */
function swapped(builder: ModelBuilder, x: string, shape: readonly number[]): string {
  return transpose(builder, reshape(builder, x, shape), [0, 2, 1]);
}

function cut(builder: ModelBuilder, x: string, axis: number, from: number, to: number): string {
  return builder.add("Slice", [x, ...[from, to, axis].map((value) => builder.int64Vector([value]))]);
}
