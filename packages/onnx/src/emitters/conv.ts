/**
 * Convolutions and their two gradients, as the operators that ONNX Runtime runs fastest on a CPU (measured in
 * `bench/convolution-gradients.ts`). Names of shapes: B batch, C input channels, K output channels, g groups.
 */
import type { ConvAttributes, NodeOf } from "@cmrkit/graph";
import { elementCount, rowMajorStrides } from "@cmrkit/tensor";
import type { Emitters } from "../emitter.ts";
import { integer, type ModelBuilder } from "../model-builder.ts";

function convSpec({ strides, pads, dilations, group }: ConvAttributes, kernel: readonly number[]) {
  return { attributes: { strides, pads, dilations, group: integer(group), kernel_shape: kernel } };
}

function isUnit(values: readonly number[]): boolean {
  return values.every((value) => value === 1);
}

function isZero(values: readonly number[]): boolean {
  return values.every((value) => value === 0);
}

/** Windows that tile the input: kernel = stride, nothing padded or left over. */
function isPatchwise(attributes: ConvAttributes, kernel: readonly number[], input: readonly number[]): boolean {
  const { strides, pads, dilations, group } = attributes;
  const tiles = strides.every((stride, i) => stride === kernel[i] && input[i]! % stride === 0);
  return tiles && isZero(pads) && isUnit(dilations) && group === 1;
}

function reshape(builder: ModelBuilder, x: string, shape: readonly number[], output?: string): string {
  return builder.add("Reshape", [x, builder.int64Vector(shape)], {}, output);
}

function transpose(builder: ModelBuilder, x: string, perm: readonly number[]): string {
  return builder.add("Transpose", [x], { attributes: { perm } });
}

export const convEmitters = {
  Conv: (builder, { inputs: tensors, attributes }, inputs, outputs) => {
    builder.addAll("Conv", inputs, outputs, convSpec(attributes, tensors[1]!.shape.slice(2)));
  },
  ConvTranspose: (builder, node, inputs, outputs) => {
    const reach = reachOf(node);
    const fits = isUnit(node.attributes.strides) && reach.every((extent) => extent >= 0);
    if (fits) flippedConvolution(builder, node, reach, { inputs, outputs });
    else strideTransposed(builder, node, inputs, outputs);
  },
  ConvWeightGradient: (builder, node, inputs, outputs) => {
    const [x] = node.inputs;
    const { attributes } = node;
    const input = x!.shape.slice(2);
    const output = outputs[0]!;
    if (isPatchwise(attributes, attributes.kernelShape, input)) patchProducts(builder, node, inputs, output);
    else if (isUnit(attributes.strides) && attributes.group === 1) shiftedProducts(builder, node, inputs, output);
    else swappedConvolution(builder, node, inputs, output);
  },
} satisfies Partial<Emitters>;

/** Padding of the flipped convolution; negative where the convolution's own pads are wider than its kernel. */
function reachOf({ inputs: [, weight], attributes: { pads, dilations } }: NodeOf<"ConvTranspose">): number[] {
  const kernel = weight!.shape.slice(2);
  return [...kernel, ...kernel].map((extent, i) => dilations[i % kernel.length]! * (extent - 1) - pads[i]!);
}

/** At stride 1 the adjoint is a convolution with the flipped kernel, input and output channels exchanged. */
function flippedConvolution(
  builder: ModelBuilder,
  { inputs: tensors, attributes }: NodeOf<"ConvTranspose">,
  reach: readonly number[],
  { inputs, outputs }: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
): void {
  const [K, perGroup, ...kernel] = tensors[1]!.shape;
  const { group, dilations } = attributes;
  const taps = elementCount(kernel);
  const grouped = reshape(builder, inputs[1]!, [group, K! / group, perGroup!, taps]);
  const exchanged = transpose(builder, grouped, [0, 2, 1, 3]);
  const reversed = builder.int64Vector(Array.from({ length: taps }, (_, i) => taps - 1 - i));
  const flipped =
    taps === 1 ? exchanged : builder.add("Gather", [exchanged, reversed], { attributes: { axis: integer(3) } });
  const weight = reshape(builder, flipped, [perGroup! * group, K! / group, ...kernel]);
  const spec = convSpec({ strides: kernel.map(() => 1), pads: reach, dilations, group }, kernel);
  builder.addAll("Conv", [inputs[0]!, weight, ...inputs.slice(2)], outputs, spec);
}

function strideTransposed(
  builder: ModelBuilder,
  { inputs: tensors, attributes }: NodeOf<"ConvTranspose">,
  inputs: readonly string[],
  outputs: readonly string[],
): void {
  const [, , ...spatial] = tensors[0]!.shape;
  const [, , ...kernel] = tensors[1]!.shape;
  const { strides, dilations, pads, outputSize } = attributes;
  const n = kernel.length;
  const output_padding = spatial.map((extent, i) => {
    const smallest = (extent - 1) * strides[i]! + dilations[i]! * (kernel[i]! - 1) + 1 - pads[i]! - pads[n + i]!;
    return outputSize[i]! - smallest;
  });
  const { attributes: geometry } = convSpec(attributes, kernel);
  builder.addAll("ConvTranspose", inputs, outputs, { attributes: { ...geometry, output_padding } });
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
  const n = counts.length;
  const L = elementCount(counts);
  const tiled = reshape(builder, inputs[0]!, [B!, C!, ...counts.flatMap((count, i) => [count, kernelShape[i]!])]);
  const cellAxes = counts.map((_, i) => 2 + 2 * i);
  const tapAxes = counts.map((_, i) => 3 + 2 * i);
  const patches = isUnit(kernelShape) ? tiled : transpose(builder, tiled, [0, 1, ...tapAxes, ...cellAxes]);
  const P = C! * elementCount(kernelShape);
  const rows = reshape(builder, patches, [B!, P, L]);
  const gradientRows = n === 1 ? inputs[1]! : reshape(builder, inputs[1]!, [B!, K!, L]);
  const products = productOfRows(builder, gradientRows, rows);
  reshape(builder, sumOverBatch(builder, products), [K!, C!, ...kernelShape], output);
}

/**
 * Stride 1: tap a of the kernel meets the input shifted by a. On rows padded to the padded input's extent, every shift
 * is one contiguous slice of the flattened input, and each gives its tap by one product.
 */
function shiftedProducts(
  builder: ModelBuilder,
  { inputs: [x, outputGradient], attributes }: NodeOf<"ConvWeightGradient">,
  inputs: readonly string[],
  output: string,
): void {
  const { pads, dilations, kernelShape } = attributes;
  const [B, C, ...spatial] = x!.shape;
  const [, K, ...counts] = outputGradient!.shape;
  const n = spatial.length;
  const padded = spatial.map((extent, i) => extent + pads[i]! + pads[n + i]!);
  const strides = rowMajorStrides(padded);
  const L = counts[0]! * strides[0]!;
  const spare = isUnit(kernelShape.slice(1)) ? 0 : 1; // one more plane, so that the last shifts stay within the input
  const ends = pads.slice(n).with(0, pads[n]! + spare);
  const xRows = reshape(builder, pad(builder, inputs[0]!, pads.slice(0, n), ends), [B!, C!, -1]);
  const widened = counts.map((count, i) => (i === 0 ? 0 : padded[i]! - count));
  const noPads = counts.map(() => 0);
  const gradientRows = reshape(builder, pad(builder, inputs[1]!, noPads, widened), [B!, K!, L]);
  const taps = kernelTaps(kernelShape).map((tap) => {
    const offset = tap.reduce((sum, a, i) => sum + a * dilations[i]! * strides[i]!, 0);
    const bounds = [[offset], [offset + L], [2], [1]].map((values) => builder.int64Vector(values));
    const shifted = builder.add("Slice", [xRows, ...bounds]);
    const product = sumOverBatch(builder, productOfRows(builder, gradientRows, shifted));
    return reshape(builder, product, [K!, C!, 1]);
  });
  const stacked = builder.add("Concat", taps, { attributes: { axis: integer(2) } });
  reshape(builder, stacked, [K!, C!, ...kernelShape], output);
}

/** Positions within a kernel, last axis fastest. */
function kernelTaps(kernelShape: readonly number[]): number[][] {
  return kernelShape.reduce<number[][]>(
    (taps, extent) => taps.flatMap((tap) => Array.from({ length: extent }, (_, a) => [...tap, a])),
    [[]],
  );
}

function pad(builder: ModelBuilder, x: string, begins: readonly number[], ends: readonly number[]): string {
  if (isZero(begins) && isZero(ends)) return x;
  return builder.add("Pad", [x, builder.int64Vector([0, 0, ...begins, 0, 0, ...ends])]);
}

/** (B, K, L) and (B, C, L) → (B, K, C). */
function productOfRows(builder: ModelBuilder, a: string, b: string): string {
  return builder.add("FusedMatMul", [a, b], { attributes: { transB: integer(1) }, domain: "com.microsoft" });
}

function sumOverBatch(builder: ModelBuilder, x: string): string {
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
