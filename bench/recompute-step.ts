/** The worker of `recompute.ts`: trains one vision transformer for a few steps, as JSON asks, and prints what it took. */
import { input, mul, reduceMean } from "@cmrkit/graph";
import { openTrainer } from "@cmrkit/learn";
import {
  adamWDefaults,
  type BatchGraph,
  initialParameters,
  ParameterScope,
  type ParameterSpec,
  uniformRates,
  vit,
  vitDefaults,
  vitVariants,
} from "@cmrkit/nn";
import { elementCount, float32, type NamedTensors, randomStream } from "@cmrkit/tensor";
import type { RecomputeWorkload, StepCost } from "./recompute.ts";

const SEED = 2026;
const CLIP_NORM = 1;
const LEARNING_RATE = 1e-4;
const KIND = "images";

const workload = JSON.parse(process.argv[2]!) as RecomputeWorkload;
process.stdout.write(`${JSON.stringify(await cost(workload))}\n`);

async function cost({ recomputes, threads, steps, ...model }: RecomputeWorkload): Promise<StepCost> {
  const batch = batchGraph(model);
  const rule = { optimiser: adamWDefaults, rates: uniformRates(0.05), clipNorm: CLIP_NORM, recomputes };
  const program = { kinds: new Map([[KIND, batch]]), config: rule, batchesPerUpdate: 1 };
  const weights = quickWeights(batch.specs);
  const trainer = openTrainer(program, weights, { session: { threads } });
  const losses: number[] = [];
  const milliseconds: number[] = [];
  const cpuMilliseconds: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const batches = [{ kind: KIND, feeds: images(model) }];
    const [start, cpuStart] = [performance.now(), process.cpuUsage()];
    const { loss } = await trainer.update(batches, { learningRate: LEARNING_RATE, step });
    if (step > 1) {
      milliseconds.push(performance.now() - start);
      const { user, system } = process.cpuUsage(cpuStart);
      cpuMilliseconds.push((user + system) / 1000);
    }
    losses.push(loss!);
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
