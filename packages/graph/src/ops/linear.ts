/** Products, convolutions, pooling and interpolation. Spatial attributes default to stride 1, no padding, one group. */
import type { ConvAttributes, ResizeAttributes } from "../primitive.ts";
import { apply, applyAll, type Tensor } from "../trace.ts";

/** Batched matrix product over the last two axes, with either operand transposed first if asked. */
export function matMul(a: Tensor, b: Tensor, { transA = false, transB = false } = {}): Tensor {
  return apply("MatMul", [a, b], { transA, transB });
}

export interface ConvOptions {
  readonly strides?: readonly number[];
  /** Begins then ends; `same` keeps the extents at stride 1 as PyTorch's `padding="same"` does. */
  readonly pads?: readonly number[] | "same";
  readonly dilations?: readonly number[];
  readonly group?: number;
}

function convAttributes(kernel: readonly number[], options: ConvOptions): ConvAttributes {
  const dilations = options.dilations ?? kernel.map(() => 1);
  const { pads = [...kernel, ...kernel].map(() => 0), strides = kernel.map(() => 1), group = 1 } = options;
  return { strides, dilations, group, pads: pads === "same" ? samePads(kernel, dilations) : pads };
}

/** PyTorch pads the odd sample at the end. Source: torch.nn.Conv2d, `_reversed_padding_repeated_twice`. */
function samePads(kernel: readonly number[], dilations: readonly number[]): number[] {
  const totals = kernel.map((extent, i) => dilations[i]! * (extent - 1));
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

/** Cross-correlation. x (B, C, …), weight (K, C / group, …), bias (K) → (B, K, …). */
export function conv(x: Tensor, weight: Tensor, bias?: Tensor, options: ConvOptions = {}): Tensor {
  const attributes = convAttributes(weight.shape.slice(2), options);
  return apply("Conv", bias ? [x, weight, bias] : [x, weight], attributes);
}

/**
 * The adjoint of `conv`, as PyTorch's ConvTranspose. x (B, K, …), weight (K, C / group, …), bias (C) → (B, C, …).
 * `outputSize` settles which of the extents that `conv` maps to x's is meant; by default the smallest.
 */
export function convTranspose(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvOptions & { readonly outputSize?: readonly number[] } = {},
): Tensor {
  const kernel = weight.shape.slice(2);
  const attributes = convAttributes(kernel, options);
  const { strides, dilations, pads } = attributes;
  const smallest = kernel.map(
    (extent, i) =>
      (x.shape[i + 2]! - 1) * strides[i]! + dilations[i]! * (extent - 1) + 1 - pads[i]! - pads[kernel.length + i]!,
  );
  const outputSize = options.outputSize ?? smallest;
  return apply("ConvTranspose", bias ? [x, weight, bias] : [x, weight], { ...attributes, outputSize });
}

export interface PoolOptions {
  readonly strides?: readonly number[];
  /** Begins then ends. */
  readonly pads?: readonly number[];
}

function poolAttributes(kernelShape: readonly number[], { strides, pads }: PoolOptions) {
  return { kernelShape, strides: strides ?? kernelShape, pads: pads ?? [...kernelShape, ...kernelShape].map(() => 0) };
}

/** The largest value in each window; strides default to the window. */
export function maxPool(x: Tensor, kernelShape: readonly number[], options: PoolOptions = {}): Tensor {
  return applyAll("MaxPool", [x], poolAttributes(kernelShape, options))[0]!;
}

/** The mean of each window; strides default to the window. Padding counts as zeros unless told otherwise. */
export function averagePool(
  x: Tensor,
  kernelShape: readonly number[],
  { countIncludePad = true, ...options }: PoolOptions & { readonly countIncludePad?: boolean } = {},
): Tensor {
  return apply("AveragePool", [x], { ...poolAttributes(kernelShape, options), countIncludePad });
}

/**
 * Interpolates the spatial axes of x (B, C, …) onto `sizes`, by the coordinate rules of PyTorch's `interpolate`:
 * cubic is Keys' kernel with a = −0.75, nearest floors the asymmetric coordinate.
 */
export function resize(
  x: Tensor,
  sizes: readonly number[],
  mode: ResizeAttributes["mode"],
  coordinates: ResizeAttributes["coordinates"] = mode === "nearest" ? "asymmetric" : "half-pixel",
): Tensor {
  return apply("Resize", [x], { mode, coordinates, sizes });
}
