import { input } from "@cmrkit/graph";
import { describe, expect, test } from "vitest";
import { imageInputs } from "../models/cinema/inputs.ts";
import { type ConvUNetRConfig, convUNetR } from "../models/convunetr.ts";
import { convViT } from "../models/convvit.ts";
import { vit, vitDefaults } from "../models/vit.ts";
import { vitPredictor } from "../models/vit-predictor.ts";
import { vitSegmenter } from "../models/vit-segmenter.ts";
import { ParameterScope } from "../parameters.ts";
import { encoderLayer, layerWiseRates, uniformRates } from "./groups.ts";

test("parameters of one axis do not decay", () => {
  const rates = uniformRates(0.05);
  expect(rates("fc.weight", [4, 3]).weightDecay).toBe(0.05);
  expect(rates("fc.bias", [4]).weightDecay).toBe(0);
});

test("each layer learns slower than the next: stem, CLS token, blocks, then the rest", () => {
  const rates = layerWiseRates(0.05, 0.5, 2);
  const scale = (name: string) => rates(name, [2, 2]).learningRateScale;
  expect(scale("enc_down_dict.sax.linear.weight")).toBe(0.125);
  expect(scale("encoder.cls_token")).toBe(0.125);
  expect(scale("encoder.blocks.0.attn.q.weight")).toBe(0.25);
  expect(scale("encoder.blocks.1.attn.q.weight")).toBe(0.5);
  expect(scale("encoder.norm.weight")).toBe(1);
  expect(scale("pred_head_dict.cls.weight")).toBe(1);
});

const cinema: ConvUNetRConfig = {
  views: [
    {
      name: "lax_4c",
      imageSize: [16, 16],
      inChannels: 1,
      patchSize: [2, 2],
      scaleFactor: [2, 2],
      decoderPatchSize: [2, 2],
      decoderScaleFactor: [2, 2],
    },
  ],
  outChannels: 3,
  convChannels: [4],
  convBlocks: 1,
  convNorm: "layer",
  embedDim: 12,
  transformer: { depth: 2, heads: 2, mlpRatio: 4 },
  decoderChannels: [4, 8, 8],
};
const encoder = {
  ...vitDefaults,
  embedDim: 8,
  depth: 2,
  heads: 2,
  inChannels: 1,
  imageSize: [16, 16] as const,
  patchSize: [8, 8] as const,
};
const image = input("image", "float32", [1, 1, 16, 16]);

/** The first words of the names in each layer, from the stem to the last. */
function layersOf(build: (scope: ParameterScope) => unknown, words: number): string[][] {
  const scope = new ParameterScope();
  build(scope);
  const layers: Set<string>[] = [new Set(), new Set(), new Set(), new Set()];
  for (const { name } of scope.specs) layers[encoderLayer(name, 2)]!.add(name.split(".").slice(0, words).join("."));
  return layers.map((names) => [...names].sort());
}

describe("the layers of", () => {
  test("ConvViT: its stem and fusion first, heads and the last norm last", () => {
    expect(layersOf((scope) => convViT(scope, cinema, imageInputs(cinema, 1)), 3)).toEqual([
      [
        "enc_down_dict.lax_4c.conv_blocks",
        "enc_down_dict.lax_4c.linear",
        "enc_down_dict.lax_4c.patch_embed",
        "enc_down_dict.lax_4c.pos_embed",
        "enc_fusion_dict.lax_4c.down_convs",
        "enc_fusion_dict.lax_4c.norm",
        "encoder.cls_token",
      ],
      ["encoder.blocks.0"],
      ["encoder.blocks.1"],
      [
        "encoder.norm.bias",
        "encoder.norm.weight",
        "pred_head_dict.cls.bias",
        "pred_head_dict.cls.weight",
        "pred_head_dict.lax_4c.bias",
        "pred_head_dict.lax_4c.weight",
      ],
    ]);
  });

  test("ConvUNetR: all of the decoder last, though it has blocks of its own", () => {
    expect(layersOf((scope) => convUNetR(scope, cinema, imageInputs(cinema, 1)), 1)).toEqual([
      ["enc_down_dict", "encoder"],
      ["encoder"],
      ["encoder"],
      [
        "dec_conv_blocks_dict",
        "dec_down_blocks_dict",
        "dec_image_conv_block_dict",
        "decoder_dict",
        "encoder",
        "pred_head_dict",
      ],
    ]);
  });

  test("a vision transformer, alone and under a segmenter or predictor", () => {
    expect(layersOf((scope) => vit(scope, encoder, image), 2)).toEqual([
      ["cls_token", "patch_embed.proj", "pos_embed"],
      ["blocks.0"],
      ["blocks.1"],
      ["norm.bias", "norm.weight"],
    ]);
    const segmenter = { encoder, blocks: [1], decoderChannels: 8, outChannels: 3, seesImage: false };
    expect(layersOf((scope) => vitSegmenter(scope, segmenter, image), 1)).toEqual([
      ["encoder"],
      ["encoder"],
      ["encoder"],
      ["decoder", "encoder"],
    ]);
    const predictor = { encoder, reads: "cls", outChannels: 3 } as const;
    expect(layersOf((scope) => vitPredictor(scope, predictor, image), 1)).toEqual([
      ["encoder"],
      ["encoder"],
      ["encoder"],
      ["encoder", "head"],
    ]);
  });
});
