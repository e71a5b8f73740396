import { evaluate, input } from "@cmrkit/graph";
import { elementCount, float32, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { ParameterScope } from "../parameters.ts";
import { vit, vitDefaults } from "./vit.ts";
import { growthSteps, type VitSegmenterConfig, vitSegmenter } from "./vit-segmenter.ts";

const config: VitSegmenterConfig = {
  encoder: {
    ...vitDefaults,
    embedDim: 8,
    depth: 2,
    heads: 2,
    inChannels: 1,
    imageSize: [16, 24],
    patchSize: [8, 8],
  },
  blocks: [0, 1],
  decoderChannels: 16,
  outChannels: 3,
  seesImage: false,
};
const [Y, X] = config.encoder.imageSize;
const image = input("image", "float32", [1, 1, Y, X]);

/** Logits (3, Y, X) by weights of noise; what attention mixes is silenced, so that tokens speak of their own patch. */
function logits(pixels: Float32Array): Float64Array {
  const scope = new ParameterScope();
  const y = vitSegmenter(scope, config, image);
  const random = randomStream(2026);
  const weights = scope.specs.map(({ name, shape }) => {
    const stream = random.fork(name);
    const deviation = name.includes("attn.proj") ? 0 : 0.3;
    const values = Float32Array.from({ length: elementCount(shape) }, () => deviation * stream.normal());
    return [name, float32(shape, values)] as const;
  });
  return evaluate([y], new Map([...weights, ["image", float32([1, 1, Y, X], pixels)]]))[0]!.data;
}

describe("a vision transformer that segments", () => {
  test("says at each place what the patch there shows", () => {
    const stream = randomStream(7);
    const before = Float32Array.from({ length: Y * X }, () => stream.normal());
    // the patch of rows 8–15 and columns 16–23 gets other pixels
    const inPatch = (i: number) => Math.floor(i / X) >= 8 && i % X >= 16;
    const after = before.map((value, i) => (inPatch(i) ? stream.normal() : value));
    const [a, b] = [logits(before), logits(after)];
    const change = Array.from({ length: Y * X }, (_, i) => Math.abs(a[i]! - b[i]!));
    expect(inPatch(change.indexOf(Math.max(...change)))).toBe(true);
  });

  test("keeps the encoder's parameters as they are without a decoder", () => {
    const [whole, alone] = [new ParameterScope(), new ParameterScope()];
    vitSegmenter(whole, config, image);
    vit(alone, config.encoder, image);
    const encoder = whole.specs.map(({ name }) => name).filter((name) => name.startsWith("encoder."));
    expect(encoder).toEqual(alone.specs.map(({ name }) => `encoder.${name}`));
  });

  test("sees the image at full size where asked to", () => {
    const channelsOfLastStep = (seesImage: boolean) => {
      const scope = new ParameterScope();
      vitSegmenter(scope, { ...config, seesImage }, image);
      return scope.specs.find(({ name }) => name === "decoder.steps.2.conv.weight")!.shape[1];
    };
    expect([channelsOfLastStep(false), channelsOfLastStep(true)]).toEqual([8, 9]);
  });

  test("refuses a block that the encoder lacks", () => {
    expect(() => vitSegmenter(new ParameterScope(), { ...config, blocks: [2] }, image)).toThrow(
      "the decoder asks for block 2 of an encoder of 2 blocks",
    );
  });
});

test("a patch is reached by steps of its prime factors, both axes together at the end", () => {
  expect(growthSteps([8, 8])).toEqual([
    [2, 2],
    [2, 2],
    [2, 2],
  ]);
  expect(growthSteps([14, 4])).toEqual([
    [7, 2],
    [2, 2],
  ]);
  expect(growthSteps([2, 12])).toEqual([
    [1, 3],
    [1, 2],
    [2, 2],
  ]);
  expect(growthSteps([1, 1])).toEqual([[1, 1]]);
});
