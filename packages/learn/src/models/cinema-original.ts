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
import { LearnError } from "../errors.ts";
import { positiveInteger } from "./model-config.ts";

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

/** @throws {LearnError} `bad-config` when a dictionary lacks a view. */
export function maskedAutoencoderOf(original: MaskedAutoencoderArguments): MaskedAutoencoderConfig {
  const { dec_embed_dim, dec_depth, dec_n_heads } = original;
  const transformer = { depth: dec_depth, heads: dec_n_heads, mlpRatio: MLP_RATIO };
  return { ...encoderOf(original), decoder: { embedDim: dec_embed_dim, transformer } };
}

/**
 * Frames enter as channels.
 * @throws {LearnError} `bad-config` when a dictionary lacks a view.
 */
export function convViTOf(original: ConvViTArguments): ConvViTConfig {
  return { ...encoderOf(original, original.n_frames), outChannels: original.out_chans };
}

/** @throws {LearnError} `bad-config` when a dictionary lacks a view. */
export function convUNetROf(original: ConvUNetRArguments): ConvUNetRConfig {
  const encoder = encoderOf(original);
  const views = encoder.views.map((view) => ({
    ...view,
    decoderPatchSize: ofView(original.dec_patch_size_dict, "dec_patch_size_dict", view.name),
    decoderScaleFactor: ofView(original.dec_scale_factor_dict, "dec_scale_factor_dict", view.name),
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
    imageSize: ofView(original.image_size_dict, "image_size_dict", name),
    inChannels: ofView(original.in_chans_dict, "in_chans_dict", name) * frames,
    patchSize: ofView(original.enc_patch_size_dict, "enc_patch_size_dict", name),
    scaleFactor: ofView(original.enc_scale_factor_dict, "enc_scale_factor_dict", name),
  };
}

function ofView<T>(entries: Readonly<Record<string, T>>, dictionary: string, view: string): T {
  const entry = entries[view];
  if (entry === undefined)
    throw new LearnError("bad-config", `${dictionary}: no entry for view ${view} of image_size_dict`);
  return entry;
}
