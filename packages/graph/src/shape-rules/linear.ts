/** Shapes of products, convolutions, pooling and interpolation. */
import { broadcastShapes, type Shape, showShape } from "@cmrkit/tensor";
import type { ConvAttributes, PoolAttributes } from "../primitive.ts";
import { expectInputs, expectSameDtype, refuse } from "./expect.ts";
import type { ShapeRules, TensorType } from "./rule.ts";

/** Samples that a window of `kernel` taps takes along one axis. */
function windowCount(extent: number, kernel: number, stride: number, dilation: number, padding: number): number {
  return Math.floor((extent + padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

function checkSpatial(name: string, inputs: readonly TensorType[], attributes: ConvAttributes): void {
  const [x, weight] = inputs;
  const n = x!.shape.length - 2;
  if (n < 1 || weight!.shape.length !== x!.shape.length) refuse(name, inputs, "ranks must agree and be 3 or more");
  const { strides, pads, dilations } = attributes;
  if (strides.length !== n || dilations.length !== n || pads.length !== 2 * n)
    refuse(name, inputs, `needs ${n} strides and dilations and ${2 * n} pads`);
}

/** The spatial extents of Conv's output. Source: ONNX Conv, opset 11. */
export function convOutputSize(spatial: Shape, kernel: Shape, { strides, pads, dilations }: ConvAttributes): number[] {
  const n = spatial.length;
  return spatial.map((extent, i) =>
    windowCount(extent, kernel[i]!, strides[i]!, dilations[i]!, pads[i]! + pads[n + i]!),
  );
}

function checkBias(name: string, inputs: readonly TensorType[], channels: number): void {
  const bias = inputs[2];
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== channels))
    refuse(name, inputs, `the bias must be (${channels})`);
}

function poolShape(name: string, inputs: readonly TensorType[], attributes: PoolAttributes): number[] {
  expectInputs(name, inputs, 1);
  const [B, C, ...spatial] = inputs[0]!.shape;
  const { kernelShape, strides, pads } = attributes;
  const n = spatial.length;
  if (kernelShape.length !== n || strides.length !== n || pads.length !== 2 * n)
    refuse(name, inputs, `needs ${n} kernel extents and strides and ${2 * n} pads`);
  const size = spatial.map((extent, i) =>
    windowCount(extent, kernelShape[i]!, strides[i]!, 1, pads[i]! + pads[n + i]!),
  );
  if (size.some((extent) => extent < 1)) refuse(name, inputs, "the window is larger than the padded input");
  return [B!, C!, ...size];
}

export const linearShapeRules = {
  MatMul: (inputs, { transA, transB }) => {
    expectInputs("MatMul", inputs, 2);
    const dtype = expectSameDtype("MatMul", inputs);
    const [a, b] = inputs.map(({ shape }) => shape);
    if (a!.length < 2 || b!.length < 2) refuse("MatMul", inputs, "each operand needs two axes or more");
    const [M, inner] = transA ? [a!.at(-1)!, a!.at(-2)!] : [a!.at(-2)!, a!.at(-1)!];
    const [innerB, N] = transB ? [b!.at(-1)!, b!.at(-2)!] : [b!.at(-2)!, b!.at(-1)!];
    if (inner !== innerB) refuse("MatMul", inputs, `inner extents ${inner} and ${innerB} differ`);
    return [{ dtype, shape: [...broadcastShapes("MatMul", a!.slice(0, -2), b!.slice(0, -2)), M, N] }];
  },
  Conv: (inputs, attributes) => {
    expectInputs("Conv", inputs, 2, 3);
    const dtype = expectSameDtype("Conv", inputs);
    checkSpatial("Conv", inputs, attributes);
    const [B, C, ...spatial] = inputs[0]!.shape;
    const [K, perGroup, ...kernel] = inputs[1]!.shape;
    const { group } = attributes;
    if (perGroup! * group !== C || K! % group !== 0) refuse("Conv", inputs, `channels do not fit ${group} groups`);
    checkBias("Conv", inputs, K!);
    const size = convOutputSize(spatial, kernel, attributes);
    if (size.some((extent) => extent < 1)) refuse("Conv", inputs, "the kernel is larger than the padded input");
    return [{ dtype, shape: [B!, K!, ...size] }];
  },
  ConvTranspose: (inputs, attributes) => {
    expectInputs("ConvTranspose", inputs, 2, 3);
    const dtype = expectSameDtype("ConvTranspose", inputs);
    checkSpatial("ConvTranspose", inputs, attributes);
    const [B, K, ...spatial] = inputs[0]!.shape;
    const [weightK, perGroup, ...kernel] = inputs[1]!.shape;
    if (weightK !== K)
      refuse("ConvTranspose", inputs, `the weight begins with ${weightK}, the input has ${K} channels`);
    checkBias("ConvTranspose", inputs, perGroup! * attributes.group);
    const back = convOutputSize(attributes.outputSize, kernel, attributes);
    if (back.some((extent, i) => extent !== spatial[i]))
      refuse("ConvTranspose", inputs, `a convolution of ${showShape(attributes.outputSize)} gives ${showShape(back)}`);
    return [{ dtype, shape: [B!, perGroup! * attributes.group, ...attributes.outputSize] }];
  },
  ConvWeightGradient: (inputs, attributes) => {
    expectInputs("ConvWeightGradient", inputs, 2);
    const dtype = expectSameDtype("ConvWeightGradient", inputs);
    checkSpatial("ConvWeightGradient", inputs, attributes);
    const [, C, ...spatial] = inputs[0]!.shape;
    const [, K, ...output] = inputs[1]!.shape;
    const size = convOutputSize(spatial, attributes.kernelShape, attributes);
    if (size.some((extent, i) => extent !== output[i]))
      refuse("ConvWeightGradient", inputs, `the convolution's output is ${showShape(size)}`);
    return [{ dtype, shape: [K!, C! / attributes.group, ...attributes.kernelShape] }];
  },
  MaxPool: (inputs, attributes) => {
    const shape = poolShape("MaxPool", inputs, attributes);
    return [
      { dtype: inputs[0]!.dtype, shape },
      { dtype: "int64", shape },
    ];
  },
  AveragePool: (inputs, attributes) => [
    { dtype: inputs[0]!.dtype, shape: poolShape("AveragePool", inputs, attributes) },
  ],
  Resize: (inputs, { sizes }) => {
    expectInputs("Resize", inputs, 1);
    const [B, C, ...spatial] = inputs[0]!.shape;
    if (sizes.length !== spatial.length || sizes.some((size) => size < 1))
      refuse("Resize", inputs, `needs ${spatial.length} positive sizes, got ${showShape(sizes)}`);
    return [{ dtype: inputs[0]!.dtype, shape: [B!, C!, ...sizes] }];
  },
} satisfies Partial<ShapeRules>;
