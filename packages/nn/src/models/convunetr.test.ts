import { evaluate, input } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, type NamedTensors, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { compareParameters, initialParameters, ParameterScope } from "../parameters.ts";
import { cinemaDropPath, imageInputs, withViews } from "./cinema/inputs.ts";
import { type ConvUNetRConfig, type ConvUNetRView, convUNetR, decoderLevels } from "./convunetr.ts";

const sax: ConvUNetRView = {
  name: "sax",
  imageSize: [16, 8, 2],
  inChannels: 1,
  patchSize: [2, 2, 1],
  scaleFactor: [2, 2, 1],
  decoderPatchSize: [2, 2, 1],
  decoderScaleFactor: [2, 2, 1],
};
const lax: ConvUNetRView = {
  name: "lax_4c",
  imageSize: [8, 16],
  inChannels: 2,
  patchSize: [2, 2],
  scaleFactor: [2, 2],
  decoderPatchSize: [2, 2],
  decoderScaleFactor: [2, 2],
};
const config: ConvUNetRConfig = {
  views: [sax, lax],
  outChannels: 3,
  convChannels: [4],
  convBlocks: 1,
  convNorm: "layer",
  embedDim: 8,
  transformer: { depth: 1, heads: 2, mlpRatio: 2 },
  decoderChannels: [3, 4, 5],
};

const random = randomStream(2026);

function noise(name: string, shape: readonly number[]): HostTensor<"float32"> {
  const stream = random.fork(name);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => stream.normal()),
  );
}

const scope = new ParameterScope();
const logits = convUNetR(scope, config, imageInputs(config, 1));
const weights = initialParameters(scope.specs, random);
const images = new Map([
  ["image.sax", noise("sax", [1, 1, 16, 8, 2])],
  ["image.lax_4c", noise("lax", [1, 2, 8, 16])],
]);

function valuesOf(view: string, changed: NamedTensors = new Map()): number[] {
  return Array.from(evaluate([logits.get(view)!], new Map([...weights, ...images, ...changed]))[0]!.data, Number);
}

describe("ConvUNetR", () => {
  test("labels every voxel of every view", () => {
    expect([...logits].map(([view, { shape }]) => [view, shape])).toEqual([
      ["sax", [1, 3, 16, 8, 2]],
      ["lax_4c", [1, 3, 8, 16]],
    ]);
  });

  test("lets views inform each other through the transformer", () => {
    expect(valuesOf("sax", new Map([["image.lax_4c", noise("another", [1, 2, 8, 16])]]))).not.toEqual(valuesOf("sax"));
  });

  test("of one view asks for a part of the parameters of all", () => {
    const alone = new ParameterScope();
    const one = withViews(config, ["lax_4c"]);
    convUNetR(alone, one, imageInputs(one, 1));
    const { missing, misshapen, unexpected } = compareParameters(alone.specs, weights);
    expect({ missing, misshapen }).toEqual({ missing: [], misshapen: [] });
    expect(unexpected.filter((name) => !name.includes("sax"))).toEqual([]);
  });

  test("with every branch of the transformer dropped, no view hears of another", () => {
    const dropPath = cinemaDropPath(config, 1, 0.5);
    const dropped = convUNetR(new ParameterScope(), config, imageInputs(config, 1), { dropPath }).get("sax")!;
    const at = (uniform: number, image: HostTensor) =>
      evaluate(
        [dropped],
        new Map<string, HostTensor>([
          ...weights,
          ...images,
          ["image.lax_4c", image],
          ["dropPath", float32([2, 1], [uniform, uniform])],
        ]),
      )[0]!.data;
    const other = noise("another", [1, 2, 8, 16]);
    expect(at(0.4, other)).toEqual(at(0.4, images.get("image.lax_4c")!));
    expect(at(0.6, other)).not.toEqual(at(0.6, images.get("image.lax_4c")!));
  });
});

describe("dropout", () => {
  const rate = 0.5;
  const shapes: (readonly number[])[] = [];
  const fed = (shape: readonly number[]) => {
    shapes.push(shape);
    return input(`uniform.${shapes.length}`, "float32", shape);
  };
  const one = withViews(config, ["sax"]);
  const dropout = { rate, uniform: fed };
  const dropped = convUNetR(new ParameterScope(), one, imageInputs(one, 1), { dropout }).get("sax")!;
  const at = (uniform: number) => {
    const numbers = shapes.map((shape, i): [string, HostTensor] => [
      `uniform.${i + 1}`,
      float32(shape, new Float32Array(elementCount(shape)).fill(uniform)),
    ]);
    return evaluate([dropped], new Map([...weights, ...images, ...numbers]))[0]!.data;
  };

  test("stands in the blocks between encoder and decoder: of the image, of the stem, of the tokens and below them", () => {
    expect(shapes).toEqual([
      [1, 3, 16, 8, 2],
      [1, 3, 8, 4, 2],
      [1, 4, 4, 2, 2],
      [1, 5, 2, 1, 2],
    ]);
  });

  test("cuts what is not kept, and what is kept counts for both", () => {
    expect(at(0.4)).not.toEqual(at(0.6));
    const plain = evaluate([logits.get("sax")!], new Map([...weights, ...images]))[0]!.data;
    expect(at(0.6)).not.toEqual(plain);
  });
});

describe("the decoder's levels", () => {
  const ofBase = { convChannels: [64, 128], decoderChannels: [32, 64, 128, 256, 512] };
  const base = { ...sax, patchSize: [4, 4, 1] };

  test("of the published model: one without skip, two of the stem, the tokens, and one below", () => {
    expect(decoderLevels(base, ofBase)).toEqual({ withoutSkip: 1, belowTokens: 1 });
  });

  test("are refused when they pass over the stem's first step or the token's", () => {
    const message = "the decoder's steps (3, 3, 1) (6, 6, 1)";
    expect(() => decoderLevels({ ...base, decoderPatchSize: [3, 3, 1] }, ofBase)).toThrow(message);
    const short = { ...ofBase, decoderChannels: [32, 64, 128] };
    expect(() => decoderLevels(base, short)).toThrow(
      "(2, 2, 1) (4, 4, 1) (8, 8, 1) must hold the stem's first, (4, 4, 1), and 2 levels on the token's, (16, 16, 1)",
    );
  });
});
