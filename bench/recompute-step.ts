/** The worker of `recompute.ts`: trains one vision transformer for a few steps, as JSON asks, and prints what it took. */
import { input, mul, reduceMean } from "@cmrkit/graph";
import {
  adamW,
  type BatchGraph,
  initialParameters,
  ParameterScope,
  type ParameterSpec,
  trainingGraph,
  uniformRates,
  vit,
  vitDefaults,
  vitVariants,
} from "@cmrkit/nn";
import { cpuBlockElements, emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { elementCount, float32, type HostTensor, type NamedTensors, randomStream, zeros } from "@cmrkit/tensor";
import type { RecomputeWorkload, StepCost } from "./recompute.ts";

const SEED = 2026;
const CLIP_NORM = 1;

const workload = JSON.parse(process.argv[2]!) as RecomputeWorkload;
process.stdout.write(`${JSON.stringify(await cost(workload))}\n`);

async function cost({ recomputes, threads, steps, ...model }: RecomputeWorkload): Promise<StepCost> {
  const batch = batchGraph(model);
  const config = { optimiser: adamW(), rates: uniformRates(0.05), clipNorm: CLIP_NORM, recomputes };
  const { outputs, slots } = trainingGraph(batch, config);
  const session = await openSession(emit(outputs, { blockElements: cpuBlockElements }), { threads });
  const weights = quickWeights(batch.specs);
  let current = new Map(slots.map(({ name, shape }) => [name, weights.get(name) ?? zeros("float32", shape)]));
  let next = new Map<string, HostTensor>(slots.map(({ name, shape }) => [name, zeros("float32", shape)]));
  const losses: number[] = [];
  const milliseconds: number[] = [];
  const cpuMilliseconds: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const into = new Map(slots.map(({ name, successor }) => [successor, next.get(name)!]));
    const feeds = new Map<string, HostTensor>([...current, ...images(model), ...scalars(step)]);
    const [start, cpuStart] = [performance.now(), process.cpuUsage()];
    const results = await session.run(feeds, into);
    if (step > 1) {
      milliseconds.push(performance.now() - start);
      const { user, system } = process.cpuUsage(cpuStart);
      cpuMilliseconds.push((user + system) / 1000);
    }
    losses.push(Number(results.get("loss")!.data[0]));
    [current, next] = [next, current];
  }
  const parameters = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
  return { parameters, milliseconds, cpuMilliseconds, losses, peakMemoryMiB: process.resourceUsage().maxRSS / 1024 };
}

/** The transformer on square images; its loss is the mean square of its features. */
function batchGraph({
  variant,
  patch,
  imageSize,
  batch,
}: Pick<RecomputeWorkload, "variant" | "patch" | "imageSize" | "batch">): BatchGraph {
  const scope = new ParameterScope();
  const shape = { inChannels: 1, imageSize: [imageSize, imageSize], patchSize: [patch, patch] } as const;
  const image = input("image", "float32", [batch, 1, imageSize, imageSize]);
  const { cls, patches } = vit(scope, { ...vitDefaults, ...vitVariants[variant], ...shape }, image);
  const loss = mul(reduceMean(mul(cls, cls)), reduceMean(mul(patches, patches)));
  return { specs: scope.specs, loss, metrics: { loss }, kept: scope.kept };
}

/** Matrices repeat a few normal numbers: drawing each of 86 million would take longer than the steps. */
function quickWeights(specs: readonly ParameterSpec[]): NamedTensors {
  const random = randomStream(SEED).fork("weights");
  const few = Float32Array.from({ length: 2 ** 16 - 1 }, () => 0.02 * random.normal());
  const vectors = initialParameters(
    specs.filter(({ shape }) => shape.length === 1),
    random,
  );
  const repeated = ({ shape }: ParameterSpec) =>
    float32(
      shape,
      Float32Array.from({ length: elementCount(shape) }, (_, i) => few[i % few.length]!),
    );
  return new Map(specs.map((spec) => [spec.name, vectors.get(spec.name) ?? repeated(spec)]));
}

function images({ batch, imageSize }: Pick<RecomputeWorkload, "batch" | "imageSize">): NamedTensors {
  const random = randomStream(SEED).fork("images");
  const values = Float32Array.from({ length: batch * imageSize * imageSize }, () => random.normal());
  return new Map([["image", float32([batch, 1, imageSize, imageSize], values)]]);
}

function scalars(step: number): NamedTensors {
  return new Map(Object.entries({ learningRate: 1e-4, step }).map(([name, value]) => [name, float32([], [value])]));
}
