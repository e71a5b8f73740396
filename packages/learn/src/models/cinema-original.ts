/**
 * CineMA's models by the constructor arguments of the original, as reference folders and checkpoints name them.
 *
 * Source: `CineMA` of cinema/mae/mae.py, `ConvViT` of cinema/convvit.py, `ConvUNetR` of
 * cinema/segmentation/convunetr.py.
 */
import type {
  CinemaEncoderConfig,
  CinemaView,
  ConvUNetRConfig,
  ConvViTConfig,
  MaskedAutoencoderConfig,
} from "@cmrkit/nn";
import { z } from "zod";

const positiveInteger = z.int().positive();
const sizes = z.array(positiveInteger);
const sizesOfViews = z.record(z.string(), sizes);

const encoderArguments = {
  image_size_dict: sizesOfViews,
  in_chans_dict: z.record(z.string(), positiveInteger),
  enc_patch_size_dict: sizesOfViews,
  enc_scale_factor_dict: sizesOfViews,
  enc_conv_chans: sizes,
  enc_conv_n_blocks: z.int().nonnegative(),
  enc_embed_dim: positiveInteger,
  enc_depth: positiveInteger,
  enc_n_heads: positiveInteger,
};

export const maskedAutoencoderArguments = z.strictObject({
  ...encoderArguments,
  dec_embed_dim: positiveInteger,
  dec_depth: positiveInteger,
  dec_n_heads: positiveInteger,
});

export const convViTArguments = z.strictObject({
  ...encoderArguments,
  n_frames: positiveInteger,
  out_chans: positiveInteger,
});

export const convUNetRArguments = z.strictObject({
  ...encoderArguments,
  out_chans: positiveInteger,
  dec_chans: sizes,
  dec_patch_size_dict: sizesOfViews,
  dec_scale_factor_dict: sizesOfViews,
});

type EncoderArguments = z.infer<z.ZodObject<typeof encoderArguments>>;
export type MaskedAutoencoderArguments = z.infer<typeof maskedAutoencoderArguments>;
export type ConvViTArguments = z.infer<typeof convViTArguments>;
export type ConvUNetRArguments = z.infer<typeof convUNetRArguments>;

const MLP_RATIO = 4; // the original's default

export function maskedAutoencoderOf(original: MaskedAutoencoderArguments): MaskedAutoencoderConfig {
  const { dec_embed_dim, dec_depth, dec_n_heads } = original;
  const transformer = { depth: dec_depth, heads: dec_n_heads, mlpRatio: MLP_RATIO };
  return { ...encoderOf(original), decoder: { embedDim: dec_embed_dim, transformer } };
}

/** Frames enter as channels. */
export function convViTOf(original: ConvViTArguments): ConvViTConfig {
  return { ...encoderOf(original, original.n_frames), outChannels: original.out_chans };
}

export function convUNetROf(original: ConvUNetRArguments): ConvUNetRConfig {
  const encoder = encoderOf(original);
  const views = encoder.views.map((view) => ({
    ...view,
    decoderPatchSize: original.dec_patch_size_dict[view.name]!,
    decoderScaleFactor: original.dec_scale_factor_dict[view.name]!,
  }));
  return { ...encoder, views, outChannels: original.out_chans, decoderChannels: original.dec_chans };
}

function encoderOf(original: EncoderArguments, frames = 1): CinemaEncoderConfig {
  return {
    views: Object.keys(original.image_size_dict).map((name) => viewOf(original, name, frames)),
    convChannels: original.enc_conv_chans,
    convBlocks: original.enc_conv_n_blocks,
    convNorm: "layer",
    embedDim: original.enc_embed_dim,
    transformer: { depth: original.enc_depth, heads: original.enc_n_heads, mlpRatio: MLP_RATIO },
  };
}

function viewOf(original: EncoderArguments, name: string, frames: number): CinemaView {
  return {
    name,
    imageSize: original.image_size_dict[name]!,
    inChannels: original.in_chans_dict[name]! * frames,
    patchSize: original.enc_patch_size_dict[name]!,
    scaleFactor: original.enc_scale_factor_dict[name]!,
  };
}
