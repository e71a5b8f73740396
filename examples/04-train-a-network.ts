/**
 * Training steps of a small U-Net on pictures of discs: a network, its loss and its gradients as one graph that ONNX Runtime
 * runs. Run it with `npx -c 'node examples/04-train-a-network.ts'`. Research use only; not a medical device.
 */
import { input } from "@cmrkit/graph";
import { openTrainer, type TrainingProgram } from "@cmrkit/learn";
import {
  adamWDefaults,
  crossEntropy,
  initialParameters,
  ParameterScope,
  type PatchUNetConfig,
  patchUNet,
  uniformRates,
} from "@cmrkit/nn";
import { float32, type HostTensor, int64, type RandomStream, randomStream } from "@cmrkit/tensor";

const [B, SIDE] = [4, 32];
const config: PatchUNetConfig = {
  inChannels: 1,
  outChannels: 2,
  channels: [8, 16],
  encoderBlocks: [1, 1],
  decoderBlocks: [1],
  borderChannels: 4,
};

// Layers ask the scope for their parameters; it hands out inputs of the graph and keeps the list.
const scope = new ParameterScope();
const logits = patchUNet(scope, config, input("image", "float32", [B, 1, SIDE, SIDE]));
const loss = crossEntropy(logits, input("labels", "int64", [B, SIDE, SIDE]));

// What a batch gives, and how parameters move by it. A program may have several kinds of batch.
const program: TrainingProgram = {
  kinds: new Map([["discs", { specs: scope.specs, loss, metrics: { loss } }]]),
  config: { optimiser: adamWDefaults, rates: uniformRates(0.05), clipNorm: 1 },
  batchesPerUpdate: 1,
};

// Equal seeds give equal runs, bit for bit: a batch follows from its step alone.
const random = randomStream(2026);
const trainer = openTrainer(program, initialParameters(scope.specs, random.fork("weights")));
for (let step = 1; step <= 30; step++) {
  const batch = { kind: "discs", feeds: discs(random.fork("step").fork(step)) };
  const metrics = await trainer.update([batch], { learningRate: 3e-3, step });
  if (step === 1 || step % 10 === 0) console.log(`step ${step}: loss ${metrics.loss?.toFixed(3)}`);
}
console.log(`${trainer.state.size} arrays of state, such as encoder.0.down.weight and its moments`);
await trainer.dispose();

/** Bright discs on noise, somewhere, with their labels. */
function discs(random: RandomStream): Map<string, HostTensor> {
  const image = new Float32Array(B * SIDE * SIDE);
  const labels = new Uint8Array(image.length);
  for (let b = 0; b < B; b++) {
    const [x, y, radius] = [0, 0, 0].map(() => 8 + random.integer(8)) as [number, number, number];
    for (let at = 0; at < SIDE * SIDE; at++) {
      const isInside = Math.hypot((at % SIDE) - x, Math.floor(at / SIDE) - y) < radius - 4;
      image[b * SIDE * SIDE + at] = (isInside ? 1 : 0) + 0.3 * random.normal();
      labels[b * SIDE * SIDE + at] = isInside ? 1 : 0;
    }
  }
  return new Map<string, HostTensor>([
    ["image", float32([B, 1, SIDE, SIDE], image)],
    ["labels", int64([B, SIDE, SIDE], labels)],
  ]);
}
