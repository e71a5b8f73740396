/** Which parameters decay, and how fast each layer learns. */
import type { Shape } from "@cmrkit/tensor";

/** What sets one parameter apart from the others. */
export interface ParameterRates {
  /** Factor on the learning rate. */
  readonly learningRateScale: number;
  readonly weightDecay: number;
  /** The number given at each update that multiplies the weight decay, where that follows a schedule. */
  readonly weightDecayFactor?: string;
  /** The number given at each update that tells whether the parameter trains: at 0 it and its moments stay as they are. */
  readonly trainsWhile?: string;
}

export type RatesOf = (name: string, shape: Shape) => ParameterRates;

/** One rate for all; biases and norms, the parameters of one axis, do not decay. */
export function uniformRates(weightDecay: number): RatesOf {
  return (_name, shape) => ({ learningRateScale: 1, weightDecay: shape.length <= 1 ? 0 : weightDecay });
}

/**
 * Layer-wise learning-rate decay: each layer learns `layerDecay` times slower than the next.
 *
 * Source: Clark et al. 2020, arXiv:2003.10555; groups as in cinema/convvit.py, `param_groups_lr_decay`.
 * @param depth Blocks of the encoder.
 */
export function layerWiseRates(weightDecay: number, layerDecay: number, depth: number): RatesOf {
  return (name, shape) => ({
    learningRateScale: layerDecay ** (depth + 1 - encoderLayer(name, depth)),
    weightDecay: shape.length <= 1 ? 0 : weightDecay,
  });
}

/** CineMA's stems and what fuses them with tokens; timm's patch embedding, positions and class token. */
const STEM = /^enc_|^(?:encoder\.)?(?:cls_token|pos_embed|patch_embed|view_embed)/;
const BLOCK = /^(?:encoder\.)?blocks\.(\d+)\./;

/**
 * The layer of a parameter of ConvViT, ConvUNetR, a vision transformer, or one under a segmenter or predictor: 0 is the
 * stem with positions and class token, block i is layer i + 1, and all that comes after, the last norm included, is layer
 * `depth` + 1. Networks without blocks have all of their parameters there.
 */
export function encoderLayer(name: string, depth: number): number {
  if (STEM.test(name)) return 0;
  const block = BLOCK.exec(name)?.[1];
  return block === undefined ? depth + 1 : Number(block) + 1;
}
