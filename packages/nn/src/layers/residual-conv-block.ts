/**
 * The residual block of CineMA's convolutional decoders.
 *
 * Source: `ConvResBlock` of cinema/conv.py; Rombach et al. 2022, arXiv:2112.10752, with GELU.
 */
import { add, gelu, type Tensor } from "@cmrkit/graph";
import type { ParameterScope } from "../parameters.ts";
import { convolution } from "./convolution.ts";
import { type ConvolutionNorm, convolutionNorm } from "./normalisation.ts";
import { type Dropout, dropout } from "./regularisation.ts";

const KERNEL = 3;

/**
 * Norm, GELU, convolution, twice, around a shortcut, which is a 1×1 convolution where the channels change.
 * x (B, C, …) → (B, out, …). A layer norm over a single channel erases it: of an image of one channel only the shortcut
 * carries anything, in the original too.
 * @param drop Dropout before the second convolution.
 */
export function residualConvBlock(
  scope: ParameterScope,
  x: Tensor,
  out: number,
  norm: ConvolutionNorm,
  drop?: Dropout,
): Tensor {
  const spatial = x.shape.slice(2);
  const convolved = [1, 2].reduce((h, i) => {
    const active = gelu(convolutionNorm(scope.at(`norm${i}`), h, norm));
    const kept = drop && i === 2 ? dropout(active, drop.rate, drop.uniform(active.shape)) : active;
    const kernel = spatial.map(() => KERNEL);
    return convolution(scope.at(`conv${i}`), kept, out, kernel, { pads: "same" });
  }, x);
  const pointwise = spatial.map(() => 1);
  return add(convolved, x.shape[1] === out ? x : convolution(scope.at("shortcut"), x, out, pointwise));
}
