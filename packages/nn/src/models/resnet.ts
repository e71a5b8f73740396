/**
 * Residual networks in two and three dimensions, as CineMA compares itself with: torchvision's with free channels.
 *
 * Source: He et al. 2016, arXiv:1512.03385, with the stride of a bottleneck at its 3×3 convolution as in torchvision;
 * cinema/resnet.py (arXiv:2506.00679), whose names of parameters these are. Images run (B, C, X, Y[, Z]) as the
 * original's weights demand.
 */
import { add, maxPool, reduceMean, relu, type Tensor } from "@cmrkit/graph";
import { heNormalFanOut, torchBias, torchUniform } from "../initialisers.ts";
import { type BatchNormStatistics, batchNorm } from "../layers/batch-norm.ts";
import { biaslessConvolution } from "../layers/convolution.ts";
import { linear } from "../layers/linear.ts";
import type { ParameterScope } from "../parameters.ts";
import type { BatchStatistic } from "../training-step.ts";

interface ResNetShape {
  readonly block: "basic" | "bottleneck";
  /** Blocks of each of the four layers. */
  readonly blocks: readonly [number, number, number, number];
}

/** Source: table 1 of He et al. 2016; 10 as in cinema/resnet.py; 14 and 26 as in timm's resnet.py. */
export const resNetVariants = {
  10: { block: "basic", blocks: [1, 1, 1, 1] },
  14: { block: "bottleneck", blocks: [1, 1, 1, 1] },
  18: { block: "basic", blocks: [2, 2, 2, 2] },
  26: { block: "bottleneck", blocks: [2, 2, 2, 2] },
  34: { block: "basic", blocks: [3, 4, 6, 3] },
  50: { block: "bottleneck", blocks: [3, 4, 6, 3] },
  101: { block: "bottleneck", blocks: [3, 4, 23, 3] },
  152: { block: "bottleneck", blocks: [3, 8, 36, 3] },
} as const satisfies Record<number, ResNetShape>;

export type ResNetDepth = keyof typeof resNetVariants;

export interface ResNetConfig {
  readonly depth: ResNetDepth;
  readonly outChannels: number;
  /** Channels inside the blocks of each layer, `layer_inplanes` of the original. */
  readonly layerChannels: readonly [number, number, number, number];
}

export interface ResNetResult {
  /** (B, outChannels). */
  readonly logits: Tensor;
  /** Means of the last layer's channels, (B, C). */
  readonly features: Tensor;
  /** Running statistics that a training step moves; none in evaluation. */
  readonly statistics: readonly BatchStatistic[];
}

/** A bottleneck gives four times the channels that it works on. */
const EXPANSION = { basic: 1, bottleneck: 4 } as const;

/**
 * @param image (B, C, X, Y[, Z]).
 * @param mode `train` normalises by the batch, `evaluate` by the running statistics.
 */
export function resNet(
  scope: ParameterScope,
  config: ResNetConfig,
  image: Tensor,
  mode: "train" | "evaluate",
): ResNetResult {
  const gathered: BatchStatistic[] = [];
  const norm: BatchNormStatistics = mode === "train" ? { kind: "batch", gathered } : { kind: "running" };
  const { block, blocks }: ResNetShape = resNetVariants[config.depth];
  let x = stem(scope, config.layerChannels[0], image, norm);
  for (const [layer, count] of blocks.entries()) {
    for (let i = 0; i < count; i++) {
      const stride = layer > 0 && i === 0 ? 2 : 1;
      const at = scope.at(`layer${layer + 1}`, i);
      x = residualBlock(at, x, { block, channels: config.layerChannels[layer]!, stride, norm });
    }
  }
  const features = reduceMean(x, { axes: x.shape.slice(2).map((_, i) => i + 2) });
  const head = { weight: torchUniform, bias: torchBias(features.shape[1]!) };
  return { logits: linear(scope.at("fc"), features, config.outChannels, head), features, statistics: gathered };
}

/** A convolution and a pooling, each halving the image. */
function stem(scope: ParameterScope, channels: number, image: Tensor, norm: BatchNormStatistics): Tensor {
  const first = convolved(scope.at("conv1"), image, step(7, channels, 2));
  const each = (extent: number) => image.shape.slice(2).map(() => extent);
  const pooling = { strides: each(2), pads: [...each(1), ...each(1)] };
  return maxPool(relu(batchNorm(scope.at("bn1"), first, norm)), each(3), pooling);
}

interface BlockConfig {
  readonly block: ResNetShape["block"];
  readonly channels: number;
  readonly stride: number;
  readonly norm: BatchNormStatistics;
}

/** Two or three normalised convolutions around a shortcut, which is projected where extents or channels change. */
function residualBlock(scope: ParameterScope, x: Tensor, { block, channels, stride, norm }: BlockConfig): Tensor {
  const out = channels * EXPANSION[block];
  const steps =
    block === "basic"
      ? [step(3, channels, stride), step(3, channels, 1)]
      : [step(1, channels, 1), step(3, channels, stride), step(1, out, 1)];
  const changed = steps.reduce<Tensor>((h, each, i) => {
    const next = convolved(scope.at(`conv${i + 1}`), i === 0 ? h : relu(h), each);
    return batchNorm(scope.at(`bn${i + 1}`), next, norm);
  }, x);
  return relu(add(changed, shortcut(scope.at("downsample"), x, step(1, out, stride), norm)));
}

function shortcut(scope: ParameterScope, x: Tensor, projection: ConvolutionStep, norm: BatchNormStatistics): Tensor {
  if (projection.stride === 1 && x.shape[1] === projection.out) return x;
  return batchNorm(scope.at(1), convolved(scope.at(0), x, projection), norm);
}

/** One odd extent of the kernel, and one stride, for all axes. */
interface ConvolutionStep {
  readonly kernel: number;
  readonly out: number;
  readonly stride: number;
}

function step(kernel: number, out: number, stride: number): ConvolutionStep {
  return { kernel, out, stride };
}

/** Padded to keep the image at stride 1. */
function convolved(scope: ParameterScope, x: Tensor, { kernel, out, stride }: ConvolutionStep): Tensor {
  const each = (extent: number) => x.shape.slice(2).map(() => extent);
  const pads = [...each(kernel >> 1), ...each(kernel >> 1)];
  const options = { strides: each(stride), pads, initialiser: heNormalFanOut };
  return biaslessConvolution(scope, x, out, each(kernel), options);
}
