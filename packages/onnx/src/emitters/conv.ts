/** Convolutions and their adjoints. Names of shapes: B batch, C input channels, K output channels, g groups. */
import type { NodeOf, Tensor } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import type { Emitters } from "../emitter.ts";
import { integer, type ModelBuilder } from "../model-builder.ts";
import { convSpec, isUnit, type NamedConvolution, reshape, transpose } from "./conv-parts.ts";
import { bandedConvolution, isBanded } from "./depthwise.ts";
import { isPlanewise, planewiseConvolution } from "./planewise.ts";

export const convEmitters = {
  Conv: (builder, { inputs: tensors, attributes }, inputs, outputs) => {
    const [x, weight] = tensors as [Tensor, Tensor];
    const named = { x: inputs[0]!, weight: inputs[1]!, bias: inputs[2] };
    convolution(builder, { ...named, xShape: x.shape, weightShape: weight.shape, ...attributes }, outputs[0]!);
  },
  ConvTranspose: (builder, node, inputs, outputs) => {
    const reach = reachOf(node);
    const fits = isUnit(node.attributes.strides) && reach.every((extent) => extent >= 0);
    if (fits) flippedConvolution(builder, node, reach, { inputs, outputs });
    else strideTransposed(builder, node, inputs, outputs);
  },
} satisfies Partial<Emitters>;

/** Adds a convolution in the form that suits it. */
function convolution(builder: ModelBuilder, node: NamedConvolution, output: string): void {
  const { x, weight, weightShape, bias } = node;
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  if (isBanded(node)) bandedConvolution(builder, node, output);
  else if (isPlanewise(node)) planewiseConvolution(builder, node, output);
  else builder.add("Conv", inputs, convSpec(node, weightShape.slice(2)), output);
}

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
  const named = { x: inputs[0]!, weight, bias: inputs[2] };
  const shapes = { xShape: tensors[0]!.shape, weightShape: [perGroup! * group, K! / group, ...kernel] };
  const geometry = { strides: kernel.map(() => 1), pads: reach, dilations, group };
  convolution(builder, { ...named, ...shapes, ...geometry }, outputs[0]!);
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
