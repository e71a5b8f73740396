/** ConvViT's constructor arguments under the names of the original. Source: `ConvViT` of cinema/convvit.py. */
import type { CinemaView, ConvViTConfig } from "@cmrkit/nn";
import { z } from "zod";

const sizes = z.array(z.int().positive());

export const convViTSchema = z.strictObject({
  image_size_dict: z.record(z.string(), sizes),
  in_chans_dict: z.record(z.string(), z.int().positive()),
  n_frames: z.int().positive(),
  out_chans: z.int().positive(),
  enc_patch_size_dict: z.record(z.string(), sizes),
  enc_scale_factor_dict: z.record(z.string(), sizes),
  enc_conv_chans: sizes,
  enc_conv_n_blocks: z.int().nonnegative(),
  enc_embed_dim: z.int().positive(),
  enc_depth: z.int().positive(),
  enc_n_heads: z.int().positive(),
});

export type ConvViTArguments = z.infer<typeof convViTSchema>;

const MLP_RATIO = 4; // the original's default

export function convViTConfig(original: ConvViTArguments): ConvViTConfig {
  return {
    views: Object.keys(original.image_size_dict).map((name) => cinemaView(original, name)),
    outChannels: original.out_chans,
    convChannels: original.enc_conv_chans,
    convBlocks: original.enc_conv_n_blocks,
    convNorm: "layer",
    embedDim: original.enc_embed_dim,
    transformer: { depth: original.enc_depth, heads: original.enc_n_heads, mlpRatio: MLP_RATIO },
  };
}

function cinemaView(original: ConvViTArguments, name: string): CinemaView {
  return {
    name,
    imageSize: original.image_size_dict[name]!,
    inChannels: original.in_chans_dict[name]! * original.n_frames,
    patchSize: original.enc_patch_size_dict[name]!,
    scaleFactor: original.enc_scale_factor_dict[name]!,
  };
}
