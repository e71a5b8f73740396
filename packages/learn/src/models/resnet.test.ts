import { input } from "@cmrkit/graph";
import {
  adamWDefaults,
  type BatchGraph,
  crossEntropy,
  initialParameters,
  ParameterScope,
  type ResNetConfig,
  resNet,
  uniformRates,
} from "@cmrkit/nn";
import { float32, type HostTensor, int64, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { openTrainer } from "../training/trainer.ts";

const config: ResNetConfig = { depth: 10, layerChannels: [4, 4, 8, 8], outChannels: 2 };
const image = input("image", "float32", [4, 1, 32, 32]);

function trainedGraph(): BatchGraph {
  const scope = new ParameterScope();
  const { logits, statistics } = resNet(scope, config, image, "train");
  const loss = crossEntropy(logits, input("label", "int64", [4]));
  return { specs: scope.specs, loss, metrics: { loss }, statistics };
}

/** Parameters, and running statistics at their start: what the model in evaluation asks for. */
function initialState(): Map<string, HostTensor> {
  const scope = new ParameterScope();
  resNet(scope, config, image, "evaluate");
  return initialParameters(scope.specs, randomStream(2026));
}

/** Bright images are of class 1. */
const stream = randomStream(7);
const pixels = Array.from({ length: 4 * 32 * 32 }, (_, i) => stream.normal() + (i < 2 * 32 * 32 ? 0 : 0.5));
const feeds = new Map<string, HostTensor>([
  ["image", float32([4, 1, 32, 32], pixels)],
  ["label", int64([4], [0, 0, 1, 1])],
]);

test.each([1, 2])("a ResNet learns, and its running statistics move with %i batches an update", async (batches) => {
  const program = {
    kinds: new Map([["labelled", trainedGraph()]]),
    config: { optimiser: adamWDefaults, rates: uniformRates(0) },
    batchesPerUpdate: batches,
  };
  const trainer = openTrainer(program, initialState(), { session: { threads: 1 } });
  try {
    const same = Array.from({ length: batches }, () => ({ kind: "labelled", feeds }));
    const losses: number[] = [];
    for (let step = 1; step <= 8; step++) losses.push((await trainer.update(same, { learningRate: 3e-3, step })).loss!);
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
    const variance = Array.from(trainer.state.get("layer4.0.bn2.running_var")!.data, Number);
    expect(variance.every((value) => value > 0 && value !== 1)).toBe(true);
    const mean = Array.from(trainer.state.get("bn1.running_mean")!.data, Number);
    expect(mean.some((value) => Math.abs(value) > 1e-3)).toBe(true);
  } finally {
    await trainer.dispose();
  }
});
