import { expect, test } from "vitest";
import { convViTOf, maskedAutoencoderOf } from "./cinema-original.ts";

const encoder = {
  image_size_dict: { sax: [8, 8, 2] },
  in_chans_dict: { sax: 3 },
  enc_patch_size_dict: { sax: [2, 2, 1] },
  enc_scale_factor_dict: { sax: [2, 2, 1] },
  enc_conv_chans: [4],
  enc_conv_n_blocks: 1,
  enc_embed_dim: 8,
  enc_depth: 1,
  enc_n_heads: 2,
};

test("frames multiply the channels of ConvViT's views", () => {
  const { views, outChannels } = convViTOf({ ...encoder, n_frames: 2, out_chans: 5 });
  expect([views[0]!.inChannels, outChannels]).toEqual([6, 5]);
});

test("a dictionary of arguments without one of the views is refused by name", () => {
  const decoder = { dec_embed_dim: 8, dec_depth: 1, dec_n_heads: 2 };
  expect(() => maskedAutoencoderOf({ ...encoder, ...decoder, enc_scale_factor_dict: {} })).toThrow(
    expect.objectContaining({
      kind: "bad-config",
      message: "enc_scale_factor_dict: no entry for view sax of image_size_dict",
    }),
  );
});
