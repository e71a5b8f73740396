/**
 * The U-Net that cmrkit ships: a residual U-Net whose finest blocks work on 2×2 patches, with one thin branch at full
 * resolution that places the borders. Blocks on patches have enough channels to keep matrix products busy on a CPU, and
 * a quarter of the voxels.
 *
 * Source: the residual U-Net of nnU-Net (Isensee et al. 2024, arXiv:2404.09556) with the stem of a vision transformer
 * and, as its last step, the sub-pixel upsampling of Shi et al. 2016, arXiv:1609.05158.
 */
import { add, concat, instanceNormalization, relu, type Tensor } from "@cmrkit/graph";
import { biaslessConvolution, convolution, patchConvolution, patchTransposed } from "../layers/convolution.ts";
import { CONVOLUTION_EPSILON } from "../layers/normalisation.ts";
import type { ParameterScope } from "../parameters.ts";

export interface PatchUNetConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Channels of each resolution below full, finest first; each is half as fine as the one before. */
  readonly channels: readonly number[];
  /** Residual blocks of each resolution on the way down. */
  readonly encoderBlocks: readonly number[];
  /** Residual blocks of each resolution but the coarsest on the way up. */
  readonly decoderBlocks: readonly number[];
  /** Channels of the branch at full resolution. */
  readonly borderChannels: number;
}

const HALVE = [2, 2];

/** image (B, inChannels, Y, X) → logits (B, outChannels, Y, X); Y and X divisible by 2 to the number of resolutions. */
export function patchUNet(scope: ParameterScope, config: PatchUNetConfig, image: Tensor): Tensor {
  const { channels, encoderBlocks, decoderBlocks } = config;
  const skips: Tensor[] = [];
  let x = image;
  channels.forEach((C, level) => {
    const at = scope.at("encoder", level);
    x = patchConvolution(at.at("down"), x, C, HALVE);
    x = residualBlocks(at, x, encoderBlocks[level]!);
    skips.push(x);
  });
  for (let level = channels.length - 2; level >= 0; level--) {
    const at = scope.at("decoder", level);
    x = add(patchTransposed(at.at("up"), x, channels[level]!, HALVE), skips[level]!);
    x = residualBlocks(at, x, decoderBlocks[level]!);
  }
  return borders(scope.at("border"), config, x, image);
}

function residualBlocks(scope: ParameterScope, x: Tensor, count: number): Tensor {
  return Array.from({ length: count }).reduce<Tensor>((h, _, i) => residualBlock(scope.at("blocks", i), h), x);
}

/** Instance norm, ReLU, 3×3 convolution, twice, around a shortcut. The norms make biases idle, so there are none. */
function residualBlock(scope: ParameterScope, x: Tensor): Tensor {
  const convolved = (name: string, h: Tensor) =>
    biaslessConvolution(scope.at(name), normalised(h), x.shape[1]!, [3, 3], { pads: "same" });
  return add(x, convolved("conv2", convolved("conv1", x)));
}

function normalised(x: Tensor): Tensor {
  return relu(instanceNormalization(x, CONVOLUTION_EPSILON));
}

/** Features of patches, spread to full resolution, meet the image itself. */
function borders(scope: ParameterScope, config: PatchUNetConfig, x: Tensor, image: Tensor): Tensor {
  const spread = patchTransposed(scope.at("up"), normalised(x), config.borderChannels, HALVE);
  const hidden = relu(
    convolution(scope.at("conv1"), concat([spread, image], 1), config.borderChannels, [3, 3], { pads: "same" }),
  );
  return convolution(scope.at("conv2"), hidden, config.outChannels, [3, 3], { pads: "same" });
}
