/**
 * The convolutional block of ConvMAE, which a mask keeps from seeing removed patches.
 *
 * Source: Gao et al. 2022, arXiv:2205.03892; `MaskedConvBlock` of cinema/conv.py.
 */
import { add, gelu, mul, type Tensor } from "@cmrkit/graph";
import type { ParameterScope } from "../parameters.ts";
import { convolution } from "./convolution.ts";
import { type ConvolutionNorm, convolutionNorm } from "./normalisation.ts";

const DEPTHWISE_KERNEL = 5;
const MLP_RATIO = 4;

/**
 * x + conv2(dw_conv(conv1(norm1(x)))), then x + fc2(gelu(fc1(norm2(x)))), with a depthwise convolution between 1×1 ones.
 * @param x (B, C, …) → (B, C, …).
 * @param visible (B, 1, …), 1 where x may be seen by its neighbours and 0 where it was removed; all of it by default.
 */
export function maskedConvBlock(scope: ParameterScope, x: Tensor, norm: ConvolutionNorm, visible?: Tensor): Tensor {
  const mixed = pointwise(scope.at("conv1"), convolutionNorm(scope.at("norm1"), x, norm), x.shape[1]!);
  const spread = depthwise(scope.at("dw_conv"), visible ? mul(mixed, visible) : mixed);
  const convolved = add(x, pointwise(scope.at("conv2"), spread, x.shape[1]!));
  return add(convolved, channelMlp(scope.at("mlp"), convolutionNorm(scope.at("norm2"), convolved, norm)));
}

function pointwise(scope: ParameterScope, x: Tensor, out: number): Tensor {
  return convolution(scope, x, out, kernel(x, 1));
}

function depthwise(scope: ParameterScope, x: Tensor): Tensor {
  const C = x.shape[1]!;
  return convolution(scope, x, C, kernel(x, DEPTHWISE_KERNEL), { pads: "same", group: C });
}

function channelMlp(scope: ParameterScope, x: Tensor): Tensor {
  const C = x.shape[1]!;
  return pointwise(scope.at("fc2"), gelu(pointwise(scope.at("fc1"), x, MLP_RATIO * C)), C);
}

function kernel(x: Tensor, extent: number): number[] {
  return x.shape.slice(2).map(() => extent);
}
