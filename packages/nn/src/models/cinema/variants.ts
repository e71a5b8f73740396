/** Sizes of CineMA's models, tiny to huge. */
import type { TransformerConfig } from "../../layers/transformer.ts";

/** A transformer's width and shape. */
export interface TransformerSize extends TransformerConfig {
  readonly embedDim: number;
}

export interface CinemaVariant {
  readonly encoder: TransformerSize;
  /** Of the masked autoencoder. */
  readonly decoder: TransformerSize;
  /** Channels of the stem's levels, finest first. */
  readonly convChannels: readonly number[];
  /** Blocks at each level of the stem. */
  readonly convBlocks: number;
  /** Channels of ConvUNetR's decoder, finest first. */
  readonly decoderChannels: readonly number[];
}

export const cinemaSizes = ["tiny", "small", "base", "large", "huge"] as const;
export type CinemaSize = (typeof cinemaSizes)[number];

/**
 * Encoders are those of timm's `vit_<size>` and of MAE: tiny and small from Touvron et al. 2021, arXiv:2012.12877 table 1
 * (DeiT); base, large and huge from He et al. 2021, arXiv:2111.06377 §5, and `get_vit_config` of cinema/vit.py.
 *
 * Decoders of base, large and huge are MAE's (`get_vit_config`); the stem is that of cinema/mae/config.yaml for these
 * three, ConvUNetR's channels that of cinema/segmentation/acdc/config.yaml. Only base was published with weights.
 *
 * Tiny and small are ours where timm's table ends: decoders two thirds as wide as the encoder, with base's 32 features a
 * head, and half as deep as base's; convolutional channels a quarter and a half of base's. The original's own `tiny` (16
 * wide, one block) is a size for its tests and is not this one.
 */
export const cinemaVariants = {
  tiny: {
    encoder: size(192, 12, 3),
    decoder: size(128, 4, 4),
    convChannels: [16, 32],
    convBlocks: 2,
    decoderChannels: [8, 16, 32, 64, 128],
  },
  small: {
    encoder: size(384, 12, 6),
    decoder: size(256, 4, 8),
    convChannels: [32, 64],
    convBlocks: 2,
    decoderChannels: [16, 32, 64, 128, 256],
  },
  base: {
    encoder: size(768, 12, 12),
    decoder: size(512, 8, 16),
    convChannels: [64, 128],
    convBlocks: 2,
    decoderChannels: [32, 64, 128, 256, 512],
  },
  large: {
    encoder: size(1024, 24, 16),
    decoder: size(512, 8, 16),
    convChannels: [64, 128],
    convBlocks: 2,
    decoderChannels: [32, 64, 128, 256, 512],
  },
  huge: {
    encoder: size(1280, 32, 16),
    decoder: size(512, 8, 16),
    convChannels: [64, 128],
    convBlocks: 2,
    decoderChannels: [32, 64, 128, 256, 512],
  },
} as const satisfies Record<CinemaSize, CinemaVariant>;

function size(embedDim: number, depth: number, heads: number): TransformerSize {
  return { embedDim, depth, heads, mlpRatio: 4 };
}
