/**
 * The primitives: every operation that a graph may hold, with its attributes. Names and meanings are those of the ONNX
 * operators (opset 21) unless said otherwise here; attributes are spelt in lowerCamel and always complete.
 *
 * Four tables are keyed by this union, so that the compiler lists what a new primitive lacks: `shapeRules`,
 * `reverseRules` and `evaluators` here, `emitters` in `@cmrkit/onnx`. A fifth, the cases of the conformance test, fails
 * the build the same way.
 */
import type { DType, HostTensor } from "@cmrkit/tensor";

type None = Readonly<Record<never, never>>;

/** Spatial attributes of a convolution; each array has one entry per spatial axis, `pads` begins then ends. */
export interface ConvAttributes {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
  readonly group: number;
}

export interface PoolAttributes {
  readonly kernelShape: readonly number[];
  readonly strides: readonly number[];
  /** Begins then ends. */
  readonly pads: readonly number[];
}

export interface ReduceAttributes {
  /** Non-negative, ascending. */
  readonly axes: readonly number[];
  readonly keepdims: boolean;
}

export interface SliceAttributes {
  /** One entry per axis, within 0 … extent. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}

/**
 * How Resize finds the source of a target sample, by the names that PyTorch's `interpolate` goes by: `half-pixel` is
 * `align_corners=False`, `align-corners` is `align_corners=True`, `asymmetric` is PyTorch's rule for `nearest`.
 */
export type ResizeCoordinates = "half-pixel" | "align-corners" | "asymmetric";

export interface ResizeAttributes {
  readonly mode: "nearest" | "linear" | "cubic";
  readonly coordinates: ResizeCoordinates;
  /** Target extents of the spatial axes; batch and channel stay. */
  readonly sizes: readonly number[];
}

export interface PrimitiveAttributes {
  /** A tensor fed at run time. */
  Input: { readonly name: string };
  /** A tensor known when the graph is built. */
  Constant: { readonly value: HostTensor };

  Neg: None;
  Abs: None;
  Exp: None;
  Log: None;
  Sqrt: None;
  Reciprocal: None;
  Erf: None;
  Sin: None;
  Cos: None;
  Relu: None;
  Sigmoid: None;
  Tanh: None;
  /** x·Φ(x), exact (ONNX `approximate="none"`). */
  Gelu: None;
  Not: None;
  Cast: { readonly to: DType };
  /** The value of its input, through which no gradient passes. */
  StopGradient: None;
  /** x, tokens…: the value of x, at hand only when every token is. Not an ONNX operator. */
  After: None;

  Add: None;
  Sub: None;
  Mul: None;
  Div: None;
  Pow: None;
  Max: None;
  Min: None;
  Equal: None;
  Less: None;
  LessOrEqual: None;
  Greater: None;
  GreaterOrEqual: None;
  And: None;
  Or: None;
  /** condition (bool), then, else; all broadcast. */
  Where: None;

  /** Batched product over the last two axes; `transA` and `transB` swap those of an operand first. */
  MatMul: { readonly transA: boolean; readonly transB: boolean };
  /** x (B, C, …), weight (K, C / group, …), optional bias (K): cross-correlation. */
  Conv: ConvAttributes;
  /** x (B, K, …), weight (K, C / group, …), optional bias (C): the adjoint of Conv, onto `outputSize` voxels. */
  ConvTranspose: ConvAttributes & { readonly outputSize: readonly number[] };
  /** x (B, C, …), outputGradient (B, K, …) → the gradient of Conv with respect to its weight. Not an ONNX operator. */
  ConvWeightGradient: ConvAttributes & { readonly kernelShape: readonly number[] };
  /** Outputs the pooled values and, for each, the flat index of its source in the whole input (int64). */
  MaxPool: PoolAttributes;
  /** Padding counts in the divisor when `countIncludePad`. */
  AveragePool: PoolAttributes & { readonly countIncludePad: boolean };
  Resize: ResizeAttributes;

  /** x, scale, optional bias over the last axes from `axis`; outputs y, mean and 1/√(variance + ε) (both keepdims). */
  LayerNormalization: { readonly axis: number; readonly epsilon: number };
  Softmax: { readonly axis: number };
  LogSoftmax: { readonly axis: number };
  ReduceSum: ReduceAttributes;
  ReduceMean: ReduceAttributes;
  ReduceMax: ReduceAttributes;
  ReduceMin: ReduceAttributes;

  Reshape: { readonly shape: readonly number[] };
  Transpose: { readonly perm: readonly number[] };
  Expand: { readonly shape: readonly number[] };
  Slice: SliceAttributes;
  Concat: { readonly axis: number };
  /** Constant padding, `pads` begins then ends for every axis. */
  Pad: { readonly pads: readonly number[]; readonly value: number };

  /** data, indices (int64, any rank): the axis of data is replaced by the axes of indices. */
  Gather: { readonly axis: number };
  /** data, indices (int64, rank of data). */
  GatherElements: { readonly axis: number };
  /** data, indices (int64, rank of data), updates: adds each update (ONNX ScatterElements, `reduction="add"`). */
  ScatterElementsAdd: { readonly axis: number };
  /** data, indices (int64, (…, r)), updates: adds slices (ONNX ScatterND, `reduction="add"`). */
  ScatterNDAdd: None;
  /** int64; the first of equal maxima. */
  ArgMax: { readonly axis: number; readonly keepdims: boolean };
  /** indices (int64) → float32, with the new axis of extent `depth` at `axis`. */
  OneHot: { readonly axis: number; readonly depth: number };
}

export type PrimitiveName = keyof PrimitiveAttributes;
