/** Gradients of whole models agree with central differences, on instances small enough for the reference evaluator. */
import { input, type Tensor, topologicalOrder } from "@cmrkit/graph";
import {
  dinoHead,
  dinoLoss,
  ParameterScope,
  resNet,
  type VitConfig,
  vit,
  vitDefaults,
  vitDropPathInput,
  vitSegmenter,
} from "@cmrkit/nn";
import { elementCount, float32, randomStream, type Shape } from "@cmrkit/tensor";
import { test } from "vitest";
import { expectGradients } from "./expect-gradients.ts";

const tiny: VitConfig = {
  ...vitDefaults,
  embedDim: 8,
  depth: 2,
  heads: 2,
  mlpRatio: 2,
  inChannels: 1,
  imageSize: [4, 4],
  patchSize: [2, 2],
};

const image = input("image", "float32", [2, 1, 4, 8]);
const features = input("features", "float32", [2, 3, 4]);

/** Outputs of each model by the scope that takes its parameters; all but uniform numbers are checked. */
const models: Readonly<Record<string, (scope: ParameterScope) => readonly Tensor[]>> = {
  "a vision transformer with interpolated positions, layer scale and drop path": (scope) => {
    const config = { ...tiny, layerScale: 0.5, dropPathRate: 0.5 };
    const { cls, patches, clsAttention } = vit(scope, config, image, vitDropPathInput("uniform", config, 2));
    return [cls, patches, clsAttention];
  },
  "a vision transformer with rotary positions": (scope) => [
    vit(scope, { ...tiny, depth: 1, positions: "rotary" }, image).cls,
  ],
  "DINO's head and loss": (scope) => {
    const config = { layers: 2, hiddenDim: 6, bottleneckDim: 4, prototypes: 5, normLastLayer: false };
    const { loss, divergence } = dinoLoss({
      student: dinoHead(scope.at("student"), config, features),
      teacher: input("constant.teacher", "float32", [2, 2, 5]),
      center: input("constant.center", "float32", [1, 5]),
      studentTemperature: 0.5,
      teacherTemperature: input("constant.temperature", "float32", []),
    });
    return [loss, divergence];
  },
  "a vision transformer that segments": (scope) => [
    vitSegmenter(
      scope,
      { encoder: { ...tiny, depth: 1 }, blocks: [0], decoderChannels: 8, outChannels: 2, seesImage: true },
      image,
    ),
  ],
  "a ResNet in training": (scope) => {
    const config = { depth: 14, layerChannels: [2, 2, 2, 2], outChannels: 2 } as const;
    return [resNet(scope, config, input("pixels", "float32", [4, 1, 8, 8]), "train").logits];
  },
};

/** Fed, not differentiated: no gradient passes to a teacher, and random numbers only choose. */
const fixed = /^constant\.|^uniform$/;

test.each(Object.entries(models))("%s has the gradients of central differences", (_name, build) => {
  const random = randomStream(2026);
  const outputs = build(new ParameterScope());
  const inputs = inputsOf(outputs);
  const feeds = new Map([...inputs].map(([name, { shape }]) => [name, valuesFor(name, shape)]));
  const checked = new Map([...inputs].filter(([name]) => !fixed.test(name)));
  expectGradients({ outputs, inputs: checked, feeds, random, tolerance: 1e-5 });

  function valuesFor(name: string, shape: Shape) {
    const stream = random.fork(name);
    const draw = fixed.test(name) ? () => stream.uniform() + 0.01 : () => stream.normal();
    return float32(shape, Float32Array.from({ length: elementCount(shape) }, draw));
  }
});

function inputsOf(outputs: readonly Tensor[]): Map<string, Tensor> {
  return new Map(
    topologicalOrder(outputs).flatMap((node) =>
      node.primitive === "Input" ? [[node.attributes.name, { ...node.outputTypes[0]!, node, outputIndex: 0 }]] : [],
    ),
  );
}
