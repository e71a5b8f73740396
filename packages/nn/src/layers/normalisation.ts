/** Normalisation layers of images and tokens. */
import {
  groupNormalization,
  instanceNormalization,
  layerNormalization as normalizeLast,
  type Tensor,
  transpose,
} from "@cmrkit/graph";
import { ones, zeros } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";

/** CineMA's convolutional norms. Source: cinema/conv.py, `get_conv_norm`. */
export const CONVOLUTION_EPSILON = 1e-6;
/** CineMA's transformer norms. Source: cinema/convvit.py, `norm_eps`. */
export const TRANSFORMER_EPSILON = 1e-5;

export type ConvolutionNorm = "instance" | "layer" | "group";

const MOST_GROUPS = 32;

/** Over the last axis, with `weight` and `bias`. */
export function layerNorm(scope: ParameterScope, x: Tensor, epsilon = TRANSFORMER_EPSILON): Tensor {
  const E = x.shape.at(-1)!;
  return normalizeLast(x, scope.parameter("weight", [E], ones), scope.parameter("bias", [E], zeros), epsilon);
}

/** Layer norm over the channels of x (B, C, …) at each voxel. */
export function channelLayerNorm(scope: ParameterScope, x: Tensor, epsilon = CONVOLUTION_EPSILON): Tensor {
  const last = x.shape.length - 1;
  const spatial = Array.from({ length: last - 1 }, (_, i) => i + 1);
  const channelsLast = transpose(x, [0, ...spatial.map((axis) => axis + 1), 1]);
  return transpose(layerNorm(scope, channelsLast, epsilon), [0, last, ...spatial]);
}

/** A norm of x (B, C, …) by the name that CineMA's configs give it; `instance` has no parameters there. */
export function convolutionNorm(scope: ParameterScope, x: Tensor, norm: ConvolutionNorm): Tensor {
  const C = x.shape[1]!;
  if (norm === "instance") return instanceNormalization(x, CONVOLUTION_EPSILON);
  if (norm === "layer") return channelLayerNorm(scope, x);
  const affine = { scale: scope.parameter("weight", [C], ones), bias: scope.parameter("bias", [C], zeros) };
  return groupNormalization(x, Math.min(MOST_GROUPS, C), CONVOLUTION_EPSILON, affine);
}
