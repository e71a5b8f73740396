import { evaluate, input } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { type ResNetConfig, type ResNetDepth, resNet } from "./resnet.ts";

const paper = { layerChannels: [64, 128, 256, 512], outChannels: 1000 } as const;
const small: ResNetConfig = { depth: 10, layerChannels: [2, 3, 4, 5], outChannels: 2 };

function parametersOf(config: ResNetConfig, image: readonly number[]): number {
  const scope = new ParameterScope();
  resNet(scope, config, input("image", "float32", image), "train");
  return scope.specs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

describe("ResNet", () => {
  /** Of torchvision 0.20 with three channels and 1000 classes; 14 and 26 are timm's bottlenecks, counted from theirs. */
  test.each<[ResNetDepth, number]>([
    [18, 11_689_512],
    [34, 21_797_672],
    [50, 25_557_032],
    [101, 44_549_160],
    [152, 60_192_808],
    [26, 15_995_176],
  ])("%i has as many parameters as the original", (depth, count) => {
    expect(parametersOf({ ...paper, depth }, [2, 3, 64, 64])).toBe(count);
  });

  test("in three dimensions has kernels of three axes", () => {
    const scope = new ParameterScope();
    resNet(scope, small, input("image", "float32", [2, 1, 16, 16, 4]), "train");
    expect(scope.specs.slice(0, 8).map(({ name, shape }) => `${name} ${shape.join("×")}`)).toEqual([
      "conv1.weight 2×1×7×7×7",
      "bn1.weight 2",
      "bn1.bias 2",
      "layer1.0.conv1.weight 2×2×3×3×3",
      "layer1.0.bn1.weight 2",
      "layer1.0.bn1.bias 2",
      "layer1.0.conv2.weight 2×2×3×3×3",
      "layer1.0.bn2.weight 2",
    ]);
    expect(scope.specs.find(({ name }) => name === "layer2.0.downsample.0.weight")?.shape).toEqual([3, 2, 1, 1, 1]);
  });

  test("moves in training the running statistics that it reads in evaluation", () => {
    const image = input("image", "float32", [2, 1, 32, 32]);
    const { statistics } = resNet(new ParameterScope(), small, image, "train");
    const scope = new ParameterScope();
    const evaluated = resNet(scope, small, image, "evaluate");
    const buffers = scope.specs.filter(({ isBuffer }) => isBuffer).map(({ name }) => name);
    expect(statistics.map(({ slot }) => slot)).toEqual(buffers);
    expect(evaluated.statistics).toEqual([]);
    expect(buffers).toContain("layer4.0.downsample.1.running_var");
  });

  test("answers in evaluation for each sample alone, in training by what the batch holds", () => {
    const stream = randomStream(2026);
    const pixels = Array.from({ length: 3 }, () => Array.from({ length: 32 * 32 }, () => stream.normal()));
    const [one, two, three] = pixels as [number[], number[], number[]];
    const logits = (mode: "train" | "evaluate", images: readonly (readonly number[])[]) => {
      const scope = new ParameterScope();
      const batch: HostTensor = float32([2, 1, 32, 32], images.flat());
      const result = resNet(scope, small, input("image", "float32", [2, 1, 32, 32]), mode);
      const feeds = new Map([...initialParameters(scope.specs, randomStream(1)), ["image", batch]]);
      return [...evaluate([result.logits], feeds)[0]!.data].slice(0, 2);
    };
    expect(logits("evaluate", [one, two])).toEqual(logits("evaluate", [one, three]));
    expect(logits("train", [one, two])).not.toEqual(logits("train", [one, three]));
  });
});
