import { describe, expect, test } from "vitest";
import { parseResNetConfig } from "./resnet.ts";
import { parseUNetConfig } from "./unet.ts";
import { parseVitConfig, parseVitSegmenterConfig } from "./vit.ts";

function issuesOf(parse: () => unknown): string[] {
  try {
    parse();
  } catch (error) {
    expect(error).toMatchObject({ name: "LearnError", kind: "bad-config" });
    return String(error).split("\n").slice(1);
  }
  throw new Error("the configuration was taken");
}

describe("a vision transformer", () => {
  const smallest = { variant: "small", imageSize: [224, 224], patchSize: [8, 8] };

  test("is a variant with DINO's defaults", () => {
    expect(parseVitConfig(smallest, "vit.json")).toEqual({
      embedDim: 384,
      depth: 12,
      heads: 6,
      inChannels: 1,
      imageSize: [224, 224],
      patchSize: [8, 8],
      mlpRatio: 4,
      positions: "learned",
      interpolation: "dino",
      dropPathRate: 0,
      normEpsilon: 1e-6,
    });
  });

  test("takes overrides of a variant, and sizes without one", () => {
    expect(parseVitConfig({ ...smallest, depth: 4 }, "vit.json")).toMatchObject({ embedDim: 384, depth: 4 });
    const own = { ...smallest, variant: undefined, embedDim: 48, depth: 2, heads: 3, layerScale: 1e-5 };
    expect(parseVitConfig(own, "vit.json")).toMatchObject({ embedDim: 48, heads: 3, layerScale: 1e-5 });
  });

  test("resolves to a configuration that resolves to itself", () => {
    const resolved = parseVitConfig(smallest, "vit.json");
    expect(parseVitConfig(JSON.parse(JSON.stringify(resolved)), "resolved.json")).toEqual(resolved);
  });

  test("is refused with every issue and its path", () => {
    const config = { ...smallest, patchSize: [8, 9], heads: 5, positions: "rotary", mlpRatio: 1 / 7 };
    expect(issuesOf(() => parseVitConfig(config, "vit.json"))).toEqual([
      "  patchSize: must divide the image of 224 × 224",
      "  heads: must divide the width of 384",
      "  mlpRatio: times the width of 384 must be whole",
      "  positions: rotation needs heads of 4·n channels",
    ]);
    expect(issuesOf(() => parseVitConfig({ ...smallest, variant: undefined, depth: 3 }, "vit.json"))).toEqual([
      "  variant: needs a variant, or embedDim, heads beside it",
    ]);
    expect(issuesOf(() => parseVitConfig({ ...smallest, head: 3 }, "vit.json"))).toEqual([
      expect.stringContaining("head"),
    ]);
  });
});

describe("a vision transformer that segments", () => {
  const encoder = { variant: "tiny", imageSize: [64, 64], patchSize: [16, 16] };

  test("decodes the last block unless told otherwise", () => {
    expect(parseVitSegmenterConfig({ encoder, outChannels: 4 }, "segmenter.json")).toMatchObject({
      encoder: { embedDim: 192 },
      blocks: [11],
      decoderChannels: 128,
      seesImage: true,
    });
  });

  test("is refused with the issues of its encoder, or with its own", () => {
    const wrong = { encoder: { ...encoder, heads: 5 }, outChannels: 4 };
    expect(issuesOf(() => parseVitSegmenterConfig(wrong, "segmenter.json"))).toEqual([
      "  encoder.heads: must divide the width of 192",
    ]);
    const own = { encoder, blocks: [3, 12, 3], decoderChannels: 8, outChannels: 4 };
    expect(issuesOf(() => parseVitSegmenterConfig(own, "segmenter.json"))).toEqual([
      "  blocks: must lie below the depth of 12",
      "  blocks: must differ",
      "  decoderChannels: must be 16 at least: each step to full size halves them",
    ]);
  });
});

describe("a ResNet", () => {
  test("has the channels of the paper unless told otherwise", () => {
    expect(parseResNetConfig({ depth: 18, dims: 3, outChannels: 5 }, "resnet.json")).toEqual({
      depth: 18,
      dims: 3,
      inChannels: 1,
      outChannels: 5,
      layerChannels: [64, 128, 256, 512],
    });
  });

  test("of an unknown depth is refused", () => {
    expect(issuesOf(() => parseResNetConfig({ depth: 20, dims: 4, outChannels: 5 }, "resnet.json"))).toEqual([
      "  depth: must be one of 10, 14, 18, 26, 34, 50, 101, 152",
      expect.stringMatching(/^ {2}dims: /),
    ]);
  });
});

describe("a U-Net", () => {
  test("leaves slices alone in three dimensions, and resolves to itself", () => {
    const resolved = parseUNetConfig({ dims: 3, variant: "base", outChannels: 4 }, "unet.json");
    expect(resolved).toEqual({
      dims: 3,
      inChannels: 1,
      outChannels: 4,
      channels: [32, 64, 128, 256, 512],
      patchSize: [2, 2, 1],
      scaleFactor: [2, 2, 1],
      blocks: 2,
      kernelSize: 3,
      norm: "instance",
    });
    expect(parseUNetConfig(JSON.parse(JSON.stringify(resolved)), "resolved.json")).toEqual(resolved);
  });

  test("is refused with every issue and its path", () => {
    const config = { dims: 2, variant: "tiny", channels: [8, 40], outChannels: 4, patchSize: [2], norm: "group" };
    expect(issuesOf(() => parseUNetConfig(config, "unet.json"))).toEqual([
      "  channels: take the place of a variant: give one of the two",
      "  patchSize: needs 2 extents",
      "  norm: groups need channels of at most 32, or multiples of it",
    ]);
    expect(issuesOf(() => parseUNetConfig({ dims: 2, outChannels: 4, kernelSize: 2 }, "unet.json"))).toEqual([
      "  kernelSize: must be odd",
      "  variant: needs a variant or channels",
    ]);
  });
});
