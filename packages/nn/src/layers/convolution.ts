/** Convolutional layers in any number of spatial axes. */
import { type ConvOptions, conv, convTranspose, type Tensor } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import { heNormal, type Initialiser, torchBias, torchUniform } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";

/** x (B, C, …) → (B, out, …); `weight` (out, C / group, …), `bias` (out). */
export function convolution(
  scope: ParameterScope,
  x: Tensor,
  out: number,
  kernel: readonly number[],
  options: ConvOptions = {},
): Tensor {
  const perGroup = x.shape[1]! / (options.group ?? 1);
  const weight = scope.parameter("weight", [out, perGroup, ...kernel], torchUniform);
  const bias = scope.parameter("bias", [out], torchBias(perGroup * elementCount(kernel)));
  return conv(x, weight, bias, options);
}

/** A convolution before a norm, which would take its bias away again. x (B, C, …) → (B, out, …). */
export function biaslessConvolution(
  scope: ParameterScope,
  x: Tensor,
  out: number,
  kernel: readonly number[],
  { initialiser = heNormal, ...options }: ConvOptions & { readonly initialiser?: Initialiser } = {},
): Tensor {
  const perGroup = x.shape[1]! / (options.group ?? 1);
  return conv(x, scope.parameter("weight", [out, perGroup, ...kernel], initialiser), undefined, options);
}

/** A convolution whose stride is its kernel: each patch becomes one sample. */
export function patchConvolution(scope: ParameterScope, x: Tensor, out: number, patch: readonly number[]): Tensor {
  return convolution(scope, x, out, patch, { strides: patch });
}

/** The adjoint shape of `patchConvolution`: each sample becomes a patch. `weight` (C, out, …), `bias` (out). */
export function patchTransposed(scope: ParameterScope, x: Tensor, out: number, patch: readonly number[]): Tensor {
  const weight = scope.parameter("weight", [x.shape[1]!, out, ...patch], torchUniform);
  const bias = scope.parameter("bias", [out], torchBias(out * elementCount(patch)));
  return convTranspose(x, weight, bias, { strides: patch });
}
