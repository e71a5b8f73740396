/**
 * CineMA's residual U-Net baseline in two or three dimensions.
 *
 * Source: cinema/segmentation/unet.py (arXiv:2506.00679); residual blocks of Rombach et al. 2022, arXiv:2112.10752,
 * with GELU. Images run (B, C, X, Y[, Z]) as the original's weights demand.
 */
import { add, gelu, pad, type Tensor } from "@cmrkit/graph";
import { sameShape } from "@cmrkit/tensor";
import { convolution, patchConvolution, patchTransposed } from "../layers/convolution.ts";
import { type ConvolutionNorm, convolutionNorm } from "../layers/normalisation.ts";
import type { ParameterScope } from "../parameters.ts";

export interface UNetConfig {
  readonly outChannels: number;
  /** Channels of each resolution, finest first. */
  readonly channels: readonly number[];
  /** Step from the finest resolution to the next. */
  readonly patchSize: readonly number[];
  /** Step between the other resolutions. */
  readonly scaleFactor: readonly number[];
  readonly blocks: number;
  readonly kernelSize: number;
  readonly norm: ConvolutionNorm;
}

/**
 * Channels of each size, finest resolution first. `base` is that of cinema/segmentation/acdc/config.yaml, `huge` that of
 * Ronneberger et al. 2015, arXiv:1505.04597; the others are ours, in proportion.
 */
export const unetVariants = {
  tiny: [8, 16, 32, 64, 128],
  small: [16, 32, 64, 128, 256],
  base: [32, 64, 128, 256, 512],
  large: [48, 96, 192, 384, 768],
  huge: [64, 128, 256, 512, 1024],
} as const satisfies Record<string, readonly number[]>;

export type UNetVariant = keyof typeof unetVariants;

/** image (B, C, …) → logits (B, outChannels, …). */
export function unet(scope: ParameterScope, config: UNetConfig, image: Tensor): Tensor {
  const features = encode(scope.at("encoder"), config, image);
  const decoded = decode(scope.at("decoder"), config, features);
  return convolution(
    scope.at("out_conv"),
    decoded,
    config.outChannels,
    config.patchSize.map(() => 1),
  );
}

function kernel({ kernelSize, patchSize }: UNetConfig): number[] {
  return patchSize.map(() => kernelSize);
}

/** Every intermediate result, coarsest last: the decoder consumes them from the end. */
function encode(scope: ParameterScope, config: UNetConfig, image: Tensor): Tensor[] {
  const { channels, blocks, patchSize, scaleFactor, norm } = config;
  const first = convolution(scope.at("in_conv", "conv"), image, channels[0]!, kernel(config), { pads: "same" });
  let x = gelu(convolutionNorm(scope.at("in_conv", "norm"), first, norm));
  const features = [x];
  channels.forEach((_, level) => {
    const at = scope.at("blocks", level);
    for (let block = 0; block < blocks; block++) {
      x = residualBlock(at.at("conv", block), config, x);
      features.push(x);
    }
    const next = channels[level + 1];
    if (next === undefined) return;
    x = patchConvolution(at.at("down"), x, next, level === 0 ? patchSize : scaleFactor);
    features.push(x);
  });
  return features;
}

function decode(scope: ParameterScope, config: UNetConfig, features: Tensor[]): Tensor {
  const { channels, blocks, patchSize, scaleFactor } = config;
  declareUnusedStem(scope, config);
  let x = features.pop()!;
  channels.forEach((_, step) => {
    const at = scope.at("blocks", step);
    for (let block = 0; block < blocks; block++)
      x = add(residualBlock(at.at("conv", block), config, x), features.pop()!);
    const finer = channels[channels.length - step - 2];
    if (finer === undefined) return;
    const up = patchTransposed(at.at("up"), x, finer, step === channels.length - 2 ? patchSize : scaleFactor);
    const skip = features.pop()!;
    x = add(padTo(up, skip), skip);
  });
  return x;
}

/** The original's decoder owns a stem that it never applies; its weights are in every checkpoint. */
function declareUnusedStem(scope: ParameterScope, config: UNetConfig): void {
  const [out, coarsest] = [config.channels[0]!, config.channels.at(-1)!];
  const stem = scope.at("in_conv", "conv");
  const fill = (values: Float32Array) => values.fill(0);
  stem.parameter("weight", [out, coarsest, ...kernel(config)], fill);
  stem.parameter("bias", [out], fill);
}

/** norm, GELU, convolution, twice, around a shortcut. x (B, C, …) → (B, C, …). */
function residualBlock(scope: ParameterScope, config: UNetConfig, x: Tensor): Tensor {
  const C = x.shape[1]!;
  const convolved = [1, 2].reduce((h, i) => {
    const active = gelu(convolutionNorm(scope.at(`norm${i}`), h, config.norm));
    return convolution(scope.at(`conv${i}`), active, C, kernel(config), { pads: "same" });
  }, x);
  return add(convolved, x);
}

/** Zeros at the end of each axis where a skip connection is larger. */
function padTo(x: Tensor, target: Tensor): Tensor {
  if (sameShape(x.shape, target.shape)) return x;
  const ends = target.shape.map((extent, axis) => extent - x.shape[axis]!);
  return pad(
    x,
    ends.map(() => 0),
    ends,
  );
}
