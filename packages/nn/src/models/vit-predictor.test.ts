import { evaluate, input } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { vit, vitDefaults } from "./vit.ts";
import { type VitReading, vitHead, vitImageFeatures, vitPredictor } from "./vit-predictor.ts";

const encoder = {
  ...vitDefaults,
  embedDim: 8,
  depth: 1,
  heads: 2,
  inChannels: 1,
  imageSize: [8, 8] as const,
  patchSize: [4, 4] as const,
};
const image = input("image", "float32", [2, 1, 8, 8]);
const random = randomStream(2026);
const pixels = float32(
  image.shape,
  Array.from({ length: elementCount(image.shape) }, () => random.normal()),
);

function built(reads: VitReading) {
  const scope = new ParameterScope();
  const logits = vitPredictor(scope, { encoder, reads, outChannels: 3 }, image);
  const feeds = new Map<string, HostTensor>([...initialParameters(scope.specs, random), ["image", pixels]]);
  return { scope, logits, feeds };
}

describe("a predicting vision transformer", () => {
  test("adds a head to the names of the encoder, as wide as what it reads", () => {
    const { scope } = built("cls and patches");
    const alone = new ParameterScope();
    vit(alone, encoder, image);
    expect(scope.specs.map(({ name }) => name)).toEqual([
      ...alone.specs.map(({ name }) => `encoder.${name}`),
      "head.weight",
      "head.bias",
    ]);
    const widthOf = (reads: VitReading) => built(reads).scope.specs.find(({ name }) => name === "head.weight")!.shape;
    expect([widthOf("cls"), widthOf("patches"), widthOf("cls and patches")]).toEqual([
      [3, 8],
      [3, 8],
      [3, 16],
    ]);
  });

  test.each(["cls", "patches", "cls and patches"] as const)(
    "gives the same from an image as its head does from features computed before: %s",
    (reads) => {
      const { logits, feeds } = built(reads);
      const encoderScope = new ParameterScope("encoder.");
      const [features] = evaluate([vitImageFeatures(vit(encoderScope, encoder, image), reads)], feeds);
      const ofFeatures = input("features", "float32", features!.shape);
      const apart = vitHead(new ParameterScope(), ofFeatures, 3);
      const asFloat32 = float32(features!.shape, features!.data as Float64Array);
      const [whole] = evaluate([logits], feeds);
      const [half] = evaluate([apart], new Map([...feeds, ["features", asFloat32]]));
      for (const [i, value] of [...whole!.data].entries()) expect(half!.data[i]).toBeCloseTo(value, 6);
    },
  );
});
