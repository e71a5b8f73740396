/** The worker on cmrkit's side: runs one workload, given as JSON, and prints its timing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mul, reduceMean, type Tensor } from "@cmrkit/graph";
import { AVERAGE, adamW, stateName, trainingGraph, uniformRates } from "@cmrkit/nn";
import { cpuBlockElements, emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { float32, type HostTensor, readSafetensors, zeros } from "@cmrkit/tensor";
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

const workload = JSON.parse(process.argv[2]!) as Workload;
const model = models[workload.model]();
const weights = tensorsOf("weights");
const batch = tensorsOf("batch");
const opened = await (workload.mode === "training" ? trainingStep(model.training!) : inferenceStep(model.output!));
const timing = await time(opened);
await opened.dispose();
process.stdout.write(`${JSON.stringify(timing)}\n`);

function tensorsOf(name: string): Map<string, HostTensor> {
  return readSafetensors(readFileSync(join(workload.folder, `${name}.safetensors`))).tensors;
}

/** Parameters and state live in two sets of buffers that change places at each step, as in every training here. */
async function trainingStep({ graph, config, scalars = {} }: TimedTraining): Promise<Opened> {
  const rule = { optimiser: adamW(), rates: uniformRates(WEIGHT_DECAY), clipNorm: CLIP_NORM };
  const { outputs, slots } = trainingGraph(graph, { ...rule, ...config });
  const session = await openSession(emit(outputs, { blockElements: cpuBlockElements }), sessionOptions());
  let current = new Map(slots.map(({ name, shape }) => [name, initialValue(name) ?? zeros("float32", shape)]));
  let next = new Map<string, HostTensor>(slots.map(({ name, shape }) => [name, zeros("float32", shape)]));
  const constants = new Map([...weights, ...batch, ...scalarFeeds({ ...scalars, learningRate: LEARNING_RATE })]);
  let count = 0;
  const step = async () => {
    count += 1;
    const into = new Map(slots.map(({ name, successor }) => [successor, next.get(name)!]));
    const results = await session.run(new Map([...constants, ...current, ...scalarFeeds({ step: count })]), into);
    [current, next] = [next, current];
    return Number(results.get("loss")!.data[0]);
  };
  return { step, gigaflop: gigaflop(Object.values(outputs)), dispose: session.dispose };
}

/**
 * Parameters start as the file says, and their moving averages likewise. A copy, since the memory of one step is written
 * by the next but one, and an average may not share it with its parameter.
 */
function initialValue(slot: string): HostTensor | undefined {
  const average = stateName(AVERAGE, "");
  const stored = weights.get(slot.startsWith(average) ? slot.slice(average.length) : slot);
  return stored && { ...stored, data: stored.data.slice() };
}

function scalarFeeds(values: Readonly<Record<string, number>>): [string, HostTensor][] {
  return Object.entries(values).map(([name, value]) => [name, float32([], [value])]);
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
