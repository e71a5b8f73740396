/**
 * A vision transformer with a light convolutional decoder: the patch tokens of some blocks become an image on the token
 * grid, which grows to full size step by step. The encoder keeps the names of timm and DINO under `encoder.`, so that
 * pre-trained weights fit.
 *
 * Source: progressive upsampling of patch tokens, Zheng et al. 2021, arXiv:2012.15840 §3.2 (SETR-PUP), fed by several
 * blocks as Caron et al. 2021, arXiv:2104.14294 feed their linear probe; transposed convolutions in place of resizing,
 * which doubles an image faster here.
 */
import { concat, gelu, reshape, slice, type Tensor, transposeLast } from "@cmrkit/graph";
import { ShapeError } from "@cmrkit/tensor";
import { biaslessConvolution, convolution, patchTransposed } from "../layers/convolution.ts";
import { convolutionNorm } from "../layers/normalisation.ts";
import type { PatchGrid } from "../layers/vit-positions.ts";
import type { ParameterScope } from "../parameters.ts";
import { type VitConfig, vit } from "./vit.ts";

export interface VitSegmenterConfig {
  readonly encoder: VitConfig;
  /** Indices of the blocks whose patch tokens the decoder sees; the last is `encoder.depth − 1`. */
  readonly blocks: readonly number[];
  /** Channels on the token grid; each step towards the image halves them. */
  readonly decoderChannels: number;
  /** K. */
  readonly outChannels: number;
  /** Whether the image itself joins at full size, where it places borders that patches of tokens blur. */
  readonly seesImage: boolean;
}

const FEWEST_CHANNELS = 8;

/**
 * @param image (B, C, Y, X).
 * @param dropPathUniform As `vit` takes it.
 * @returns logits (B, K, Y, X).
 * @throws {ShapeError} when the encoder lacks a block, or as `vit`.
 */
export function vitSegmenter(
  scope: ParameterScope,
  config: VitSegmenterConfig,
  image: Tensor,
  dropPathUniform?: Tensor,
): Tensor {
  const { blocks, grid } = vit(scope.at("encoder"), config.encoder, image, dropPathUniform);
  const seen = config.blocks.map((index) => {
    const tokens = blocks[index];
    if (!tokens) throw new ShapeError(`the decoder asks for block ${index} of an encoder of ${blocks.length} blocks`);
    return onGrid(tokens, grid);
  });
  const decoder = scope.at("decoder");
  const features = activated(decoder.at("project"), concat(seen, 1), config.decoderChannels, 1);
  return convolution(decoder.at("out"), grown(decoder, config, features, image), config.outChannels, [1, 1]);
}

/** Tokens (B, 1 + N, E) without the class token, as (B, E, gy, gx). */
function onGrid(tokens: Tensor, grid: PatchGrid): Tensor {
  const [B, , E] = tokens.shape as readonly [number, number, number];
  return reshape(transposeLast(slice(tokens, [{ axis: 1, start: 1 }])), [B, E, ...grid]);
}

/** Features on the token grid, brought to full size. */
function grown(scope: ParameterScope, config: VitSegmenterConfig, features: Tensor, image: Tensor): Tensor {
  const steps = growthSteps(config.encoder.patchSize);
  return steps.reduce((x, step, i) => {
    const C = Math.max(FEWEST_CHANNELS, Math.floor(config.decoderChannels / 2 ** (i + 1)));
    const at = scope.at("steps", i);
    const larger = patchTransposed(at.at("up"), x, C, step);
    const joined = config.seesImage && i === steps.length - 1 ? concat([larger, image], 1) : larger;
    return activated(at.at("conv"), joined, C, 3);
  }, features);
}

/** Convolution, instance norm, GELU. */
function activated(scope: ParameterScope, x: Tensor, C: number, kernel: number): Tensor {
  const convolved = biaslessConvolution(scope, x, C, [kernel, kernel], { pads: "same" });
  return gelu(convolutionNorm(scope, convolved, "instance"));
}

/** How a patch is reached by steps of prime factors, both axes at once, smallest factors last: 8 × 8 is three doublings. */
export function growthSteps([py, px]: readonly [number, number]): (readonly [number, number])[] {
  const [ofY, ofX] = [primeFactors(py), primeFactors(px)];
  const count = Math.max(ofY.length, ofX.length, 1);
  const filled = (factors: readonly number[]) => [...new Array<number>(count - factors.length).fill(1), ...factors];
  const [y, x] = [filled(ofY), filled(ofX)];
  return y.map((factor, i) => [factor, x[i]!] as const);
}

/** Largest first. */
function primeFactors(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let p = 2; rest > 1; p++)
    while (rest % p === 0) {
      factors.unshift(p);
      rest /= p;
    }
  return factors;
}
