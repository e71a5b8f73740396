/** The worker on cmrkit's side: runs one workload, given as JSON, and prints its timing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mul, reduceMean, type Tensor } from "@cmrkit/graph";
import { openTrainer } from "@cmrkit/learn";
import { AVERAGE, adamWDefaults, gradientGraph, stateName, uniformRates } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { type HostTensor, readSafetensors } from "@cmrkit/tensor";
import { gigaflop } from "./arithmetic.ts";
import { models } from "./models/index.ts";
import type { TimedTraining } from "./models/timed-model.ts";
import { CLIP_NORM, LEARNING_RATE, WEIGHT_DECAY } from "./optimiser-settings.ts";
import { installedVersion } from "./provenance.ts";
import type { Timing, Workload } from "./workload.ts";

/** A graph that is opened. */
interface Opened {
  /** Runs once and returns the value that both engines must agree on. */
  readonly step: () => Promise<number>;
  readonly gigaflop: number;
  /** Frees the session; a profile is written no earlier. */
  readonly dispose: () => Promise<void>;
}

const KIND = "batch";

const workload = JSON.parse(process.argv[2]!) as Workload;
const { replicas, recomputes = false } = workload;
const model = models[workload.model](replicas);
const weights = tensorsOf("weights");
const batch = tensorsOf("batch");
const opened = await (workload.mode === "training" ? trainingStep(model.training!) : inferenceStep(model.output!));
const timing = await time(opened);
await opened.dispose();
process.stdout.write(`${JSON.stringify(timing)}\n`);

function tensorsOf(name: string): Map<string, HostTensor> {
  return readSafetensors(readFileSync(join(workload.folder, `${name}.safetensors`))).tensors;
}

/** A training as users run it: the gradients' graph, then clipping, AdamW and averages in place. */
function trainingStep({ graph, config, scalars = {} }: TimedTraining): Opened {
  const rule = { optimiser: adamWDefaults, rates: uniformRates(WEIGHT_DECAY), clipNorm: CLIP_NORM };
  const program = {
    kinds: new Map([[KIND, graph]]),
    config: { ...rule, recomputes, ...config },
    batchesPerUpdate: replicas,
  };
  const buffers = new Set(graph.specs.filter(({ isBuffer }) => isBuffer).map(({ name }) => name));
  const constants = new Map([...weights].filter(([name]) => buffers.has(name)));
  const trained = [...weights].filter(([name]) => !buffers.has(name));
  const averages = trained.map(([name, value]) => [stateName(AVERAGE, name), value] as const);
  const initial = new Map([...trained, ...(program.config.keepsAverage ? averages : [])]);
  const trainer = openTrainer(program, initial, { session: sessionOptions(), replicas, constants });
  const parts = Array.from({ length: replicas }, (_, part) => ({ kind: KIND, feeds: partOf(batch, part) }));
  let count = 0;
  const step = async () => {
    count += 1;
    const numbers = { ...scalars, learningRate: LEARNING_RATE, step: count };
    return (await trainer.update(parts, numbers)).loss!;
  };
  const outputs = Object.values(gradientGraph(graph).outputs);
  return { step, gigaflop: gigaflop(outputs), dispose: () => trainer.dispose() };
}

/** A part of a batch along its first axis. */
function partOf(whole: ReadonlyMap<string, HostTensor>, part: number): Map<string, HostTensor> {
  return new Map(
    [...whole].map(([name, { dtype, shape, data }]) => {
      const [rows, length] = [shape[0]! / replicas, data.length / replicas];
      const own = data.slice(part * length, (part + 1) * length) as typeof data;
      return [name, { dtype, shape: [rows, ...shape.slice(1)], data: own }];
    }),
  );
}

/** The model with its weights inside. Its mean square is computed by the graph, and costs next to nothing. */
async function inferenceStep(output: Tensor): Promise<Opened> {
  const bytes = emit({ output, meanSquare: reduceMean(mul(output, output)) });
  const session = await openSession({ bytes, weights }, sessionOptions());
  const step = async () => Number((await session.run(batch)).get("meanSquare")!.data[0]);
  return { step, gigaflop: gigaflop([output]), dispose: session.dispose };
}

function sessionOptions() {
  const profilePrefix = process.env.BENCH_PROFILE_PREFIX;
  return { threads: workload.threads, ...(profilePrefix === undefined ? {} : { profilePrefix }) };
}

async function time({ step, gigaflop }: Opened): Promise<Timing> {
  const milliseconds: number[] = [];
  const cpuMilliseconds: number[] = [];
  const values: number[] = [];
  for (let run = 0; run < workload.warmUps + workload.repeats; run++) {
    const [start, cpuStart] = [performance.now(), process.cpuUsage()];
    values.push(await step());
    if (run < workload.warmUps) continue;
    milliseconds.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpuStart);
    cpuMilliseconds.push((user + system) / 1000);
  }
  const peakMemoryMiB = process.resourceUsage().maxRSS / 1024;
  const engine = `onnxruntime-node ${installedVersion("onnxruntime-node")}`;
  return { engine, milliseconds, cpuMilliseconds, values, peakMemoryMiB, gigaflop };
}
