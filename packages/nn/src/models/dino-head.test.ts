import { evaluate, gradients, input, reduceSum } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, randomStream, toNumbers } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { ParameterScope } from "../parameters.ts";
import { type DinoHeadConfig, dinoHead } from "./dino-head.ts";

const config: DinoHeadConfig = { layers: 3, hiddenDim: 6, bottleneckDim: 4, prototypes: 5, normLastLayer: true };
const features = input("features", "float32", [2, 3]);
const random = randomStream(2026);

function noise(name: string, shape: readonly number[]): HostTensor {
  const stream = random.fork(name);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => stream.normal()),
  );
}

function build(overrides: Partial<DinoHeadConfig> = {}) {
  const scope = new ParameterScope();
  const scores = dinoHead(scope, { ...config, ...overrides }, features);
  const weights = new Map(scope.specs.map(({ name, shape }) => [name, noise(name, shape)]));
  const feeds = new Map([...weights, ["features", noise("features", [2, 3])]]);
  return { specs: scope.specs, scores, feeds };
}

describe("DINO's head", () => {
  test("names its parameters as the original's sequence, which counts activations", () => {
    expect(build().specs.map(({ name, shape }) => `${name} ${shape.join("×")}`)).toEqual([
      "mlp.0.weight 6×3",
      "mlp.0.bias 6",
      "mlp.2.weight 6×6",
      "mlp.2.bias 6",
      "mlp.4.weight 4×6",
      "mlp.4.bias 4",
      "last_layer.weight_g 5×1",
      "last_layer.weight_v 5×4",
    ]);
  });

  test("scores are cosines times the prototypes' lengths, whatever the length of their directions", () => {
    const { scores, feeds } = build();
    const valuesAt = (g: number, stretch: number) => {
      const v = feeds.get("last_layer.weight_v")!;
      const stretched = float32(
        v.shape,
        Array.from(toNumbers(v.data), (value) => stretch * value),
      );
      const at = new Map([...feeds, ["last_layer.weight_v", stretched]]);
      at.set("last_layer.weight_g", float32([5, 1], new Array(5).fill(g)));
      return [...evaluate([scores], at)[0]!.data];
    };
    const cosines = valuesAt(1, 1);
    expect(Math.max(...cosines.map(Math.abs))).toBeLessThanOrEqual(1);
    for (const [i, value] of valuesAt(3, 7).entries()) expect(value).toBeCloseTo(3 * cosines[i]!, 5);
  });

  test("lengths get a gradient only where they are not kept", () => {
    const ofLengths = (normLastLayer: boolean) => {
      const { specs, scores, feeds } = build({ normLastLayer });
      const lengths = specs.find(({ name }) => name === "last_layer.weight_g")!;
      return [...evaluate(gradients(reduceSum(scores), [lengths.tensor]), feeds)[0]!.data];
    };
    expect(ofLengths(true)).toEqual([0, 0, 0, 0, 0]);
    expect(ofLengths(false).every((value) => value !== 0)).toBe(true);
  });
});
