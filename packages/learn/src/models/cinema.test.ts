import { cinemaVariants } from "@cmrkit/nn";
import { describe, expect, test } from "vitest";
import { parseConvUNetRConfig, parseConvViTConfig, parseMaskedAutoencoderConfig } from "./cinema.ts";

const sax = { imageSize: [192, 192, 16] };
const lax = { imageSize: [256, 256] };

describe("a configuration of CineMA's models", () => {
  test("of nothing but views is the published base model", () => {
    const { views, decoder, ...encoder } = parseMaskedAutoencoderConfig({ views: { sax, lax_2c: lax } }, "c.json");
    const { embedDim, ...transformer } = cinemaVariants.base.encoder;
    expect(encoder).toEqual({ embedDim, transformer, convChannels: [64, 128], convBlocks: 2, convNorm: "layer" });
    expect(decoder).toEqual({ embedDim: 512, transformer: { depth: 8, heads: 16, mlpRatio: 4 } });
    expect(views).toEqual([
      { name: "sax", imageSize: [192, 192, 16], inChannels: 1, patchSize: [4, 4, 1], scaleFactor: [2, 2, 1] },
      { name: "lax_2c", imageSize: [256, 256], inChannels: 1, patchSize: [4, 4], scaleFactor: [2, 2] },
    ]);
  });

  test("takes a variant's row and what differs from it", () => {
    const json = { variant: "tiny", views: { sax }, encoder: { depth: 3 }, convChannels: [8, 8] };
    const config = parseMaskedAutoencoderConfig(json, "c.json");
    expect(config.transformer).toEqual({ depth: 3, heads: 3, mlpRatio: 4 });
    expect([config.embedDim, config.convChannels, config.decoder.embedDim]).toEqual([192, [8, 8], 128]);
  });

  test("lets frames enter as channels", () => {
    const json = { views: { sax: { ...sax, channels: 3 } }, frames: 2, outChannels: 5 };
    expect(parseConvViTConfig(json, "c.json").views[0]!.inChannels).toBe(6);
  });

  test("of ConvUNetR has the published decoder", () => {
    const config = parseConvUNetRConfig({ views: { sax }, outChannels: 4 }, "c.json");
    expect(config.decoderChannels).toEqual([32, 64, 128, 256, 512]);
    expect(config.views[0]).toMatchObject({ decoderPatchSize: [2, 2, 1], decoderScaleFactor: [2, 2, 1] });
  });
});

describe("a configuration that does not fit", () => {
  test("tells every issue of views and heads with its path", () => {
    const json = {
      views: { sax: { imageSize: [190, 192, 16] }, lax_4c: { ...lax, patchSize: [4, 4, 1] } },
      encoder: { heads: 7 },
      decoder: { heads: 5 },
    };
    expect(() => parseMaskedAutoencoderConfig(json, "c.json")).toThrow(
      expect.objectContaining({
        kind: "bad-config",
        message: [
          "c.json is no configuration of a masked autoencoder:",
          "  views.sax.imageSize: (190, 192, 16) must be a multiple of (16, 16, 1)",
          "  views.lax_4c.patchSize: (4, 4, 1) must have the 2 axes of the image, (256, 256)",
          "  encoder.heads: must divide the width of 768",
          "  decoder.heads: must divide the width of 512",
        ].join("\n"),
      }),
    );
  });

  test.each([
    [{ views: {} }, "views: at least one view"],
    [{ views: { cls: sax } }, 'views: Unrecognized key: "cls"'],
    [{ views: { sax: { imageSize: [192] } } }, "views.sax.imageSize: two or three axes"],
    [{ views: { sax }, convNorm: "group" }, "convNorm: must be layer"],
    [{ views: { sax }, variant: "gigantic" }, "variant: Invalid option"],
    [{ views: { sax }, maskRatio: 0.75 }, 'Unrecognized key: "maskRatio"'],
  ])("is refused: %j", (json, message) => {
    expect(() => parseMaskedAutoencoderConfig(json, "c.json")).toThrow(message);
  });

  test("of ConvUNetR tells where decoder and encoder miss each other", () => {
    const parse = (json: object) => parseConvUNetRConfig({ outChannels: 4, ...json }, "c.json");
    expect(() => parse({ views: { sax: { ...sax, decoderPatchSize: [3, 3, 1] } } })).toThrow(
      "views.sax.decoderPatchSize: sax: the decoder's steps (3, 3, 1)",
    );
    expect(() => parse({ views: { sax: { imageSize: [208, 192, 16] } } })).toThrow(
      "views.sax.imageSize: (208, 192, 16) must be a multiple of (32, 32, 1)",
    );
  });
});
