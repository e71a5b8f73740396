import { evaluate, type Tensor, topologicalOrder } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { initialParameters } from "../parameters.ts";
import { AVERAGE, stateName } from "../training-step.ts";
import { type DinoConfig, type DinoCrops, dinoBatchGraph, dinoDefaults, dinoInputs, dinoRates } from "./dino.ts";
import { type VitConfig, vitDefaults } from "./vit.ts";

const backbone: VitConfig = {
  ...vitDefaults,
  embedDim: 8,
  depth: 2,
  heads: 2,
  inChannels: 1,
  imageSize: [8, 8],
  patchSize: [4, 4],
};
const head = { layers: 2, hiddenDim: 6, bottleneckDim: 4, prototypes: 5, normLastLayer: true };
const config: DinoConfig = { ...dinoDefaults, backbone, head };
const crops: DinoCrops = { images: 3, globalSize: [8, 8], localCrops: 2, localSize: [4, 4] };
const random = randomStream(2026);

function inputNames(outputs: readonly Tensor[]): string[] {
  const names = topologicalOrder(outputs).flatMap((node) => (node.primitive === "Input" ? [node.attributes.name] : []));
  return [...new Set(names)].sort();
}

function noise(name: string, shape: readonly number[]): HostTensor {
  const stream = random.fork(name);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => stream.normal()),
  );
}

describe("a batch of DINO", () => {
  test("reads student, teacher, centre, crops and temperature, and trains the student only", () => {
    const { loss, specs } = dinoBatchGraph(config, crops);
    const names = specs.map(({ name }) => name);
    expect(names.every((name) => /^(backbone|head)\./.test(name))).toBe(true);
    const others = inputNames([loss]).filter((name) => !names.includes(name));
    expect(others).toEqual(
      [
        ...names.map((name) => stateName(AVERAGE, name)),
        "center",
        "globalCrops",
        "localCrops",
        "teacherTemperature",
      ].sort(),
    );
  });

  test("asks for random numbers where the student drops paths; the teacher never does", () => {
    const { loss } = dinoBatchGraph({ ...config, backbone: { ...backbone, dropPathRate: 0.1 } }, crops);
    const inputs = topologicalOrder([loss]).flatMap((node) =>
      node.primitive === "Input" && node.attributes.name.endsWith("DropPath")
        ? [[node.attributes.name, node.outputTypes[0]!.shape] as const]
        : [],
    );
    expect(new Map(inputs)).toEqual(
      new Map([
        [dinoInputs.globalDropPath, [6, 4]],
        [dinoInputs.localDropPath, [6, 4]],
      ]),
    );
    expect(inputs.length).toBe(2);
  });

  test("does without local crops", () => {
    const { loss } = dinoBatchGraph(config, { ...crops, localCrops: 0 });
    expect(inputNames([loss])).not.toContain(dinoInputs.localCrops);
  });

  test("gives both networks the same fixed positions, as buffers of their own", () => {
    const { specs } = dinoBatchGraph({ ...config, backbone: { ...backbone, positions: "sine-cosine" } }, crops);
    const buffers = specs.filter(({ isBuffer }) => isBuffer);
    expect(buffers.map(({ name }) => name)).toEqual(["backbone.pos_embed", "ema/backbone.pos_embed"]);
    const [ofStudent, ofTeacher] = [...initialParameters(buffers, random).values()];
    expect(ofTeacher).toEqual(ofStudent);
  });

  test("reports a spread of 0 when all images are alike, and above it when they are not", () => {
    const { metrics, specs } = dinoBatchGraph(config, crops);
    const parameters = new Map(specs.map(({ name, shape }) => [name, noise(name, shape)]));
    const averages = [...parameters].map(([name, value]) => [stateName(AVERAGE, name), value] as const);
    const spread = (images: HostTensor) => {
      const feeds = new Map([...parameters, ...averages, [dinoInputs.globalCrops, images]]);
      return evaluate([metrics.featureSpread!], feeds)[0]!.data[0]!;
    };
    expect(spread(float32([3, 2, 1, 8, 8], new Array(384).fill(0.3)))).toBeCloseTo(0, 6);
    expect(spread(noise("images", [3, 2, 1, 8, 8]))).toBeGreaterThan(0.01);
  });
});

test("rates: norms and biases do not decay, prototypes wait, their lengths stay where they are kept", () => {
  const rates = dinoRates(head);
  expect(rates("backbone.blocks.0.mlp.fc1.weight", [32, 8])).toEqual({
    learningRateScale: 1,
    weightDecay: 1,
    weightDecayFactor: "weightDecay",
  });
  expect(rates("backbone.norm.bias", [8]).weightDecay).toBe(0);
  expect(rates("head.last_layer.weight_v", [5, 4]).trainsWhile).toBe("lastLayerRate");
  expect(rates("head.last_layer.weight_g", [5, 1])).toMatchObject({ learningRateScale: 0, weightDecay: 0 });
  expect(dinoRates({ ...head, normLastLayer: false })("head.last_layer.weight_g", [5, 1])).toMatchObject({
    learningRateScale: 1,
    weightDecay: 1,
  });
});
