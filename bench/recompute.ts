/**
 * How much memory does recomputation save in a training step, and what time does it cost?
 * `node bench/recompute.ts [--threads N] [--rounds N] [--steps N] [MODEL …]`
 *
 * Each variant runs in fresh processes that take turns; both must have the same losses.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { VitVariant } from "@cmrkit/nn";
import { installedVersion, provenance } from "./provenance.ts";

export interface RecomputeWorkload {
  readonly variant: VitVariant;
  readonly patch: number;
  readonly imageSize: number;
  readonly batch: number;
  readonly threads: number;
  /** The first, in which memory is claimed, is not timed. */
  readonly steps: number;
  readonly recomputes: boolean;
}

export interface StepCost {
  readonly parameters: number;
  readonly milliseconds: readonly number[];
  /** Processor time of each step; on one thread it tells the work apart from a busy machine. */
  readonly cpuMilliseconds: readonly number[];
  readonly losses: readonly number[];
  readonly peakMemoryMiB: number;
}

const models = {
  "vit-small-8": { variant: "small", patch: 8, imageSize: 224, batch: 2 },
  "vit-base-16": { variant: "base", patch: 16, imageSize: 224, batch: 4 },
  "vit-base-8": { variant: "base", patch: 8, imageSize: 224, batch: 2 },
} as const satisfies Record<string, Partial<RecomputeWorkload>>;

/** Float32 products in another order. */
const TOLERANCE = 1e-4;

const { values, positionals } = parseArgs({
  options: {
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "2" },
    steps: { type: "string", default: "3" },
  },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in models));
if (unknown !== undefined)
  throw new RangeError(`no model is called ${unknown}; there are ${Object.keys(models).join(", ")}`);
for (const [name, model] of Object.entries(models))
  if (positionals.length === 0 || positionals.includes(name)) compare(name, model);

function compare(name: string, model: (typeof models)[keyof typeof models]): void {
  const [threads, steps] = [Number(values.threads), Number(values.steps)];
  const rounds = Array.from({ length: Number(values.rounds) }, () => ({
    whole: run({ ...model, threads, steps, recomputes: false }),
    recomputed: run({ ...model, threads, steps, recomputes: true }),
  }));
  const whole = rounds.map((round) => round.whole);
  const recomputed = rounds.map((round) => round.recomputed);
  assertSameLosses(whole[0]!, recomputed[0]!);
  const [before, after] = [summary(whole), summary(recomputed)];
  writeRow({
    ...provenance(),
    model: name,
    parameters: whole[0]!.parameters,
    tokens: (model.imageSize / model.patch) ** 2 + 1,
    batch: model.batch,
    threads,
    engine: `onnxruntime-node ${installedVersion("onnxruntime-node")}`,
    wholePeakMiB: before.peakMiB.toFixed(0),
    recomputedPeakMiB: after.peakMiB.toFixed(0),
    wholeMs: before.ms.toFixed(0),
    recomputedMs: after.ms.toFixed(0),
    wholeCpuMs: before.cpuMs.toFixed(0),
    recomputedCpuMs: after.cpuMs.toFixed(0),
  });
  const memory = `${before.peakMiB.toFixed(0)} → ${after.peakMiB.toFixed(0)} MiB`;
  const time = `${before.cpuMs.toFixed(0)} → ${after.cpuMs.toFixed(0)} ms of processor time a step`;
  process.stdout.write(`${name}  ${memory}  ${time}\n`);
}

function run(workload: RecomputeWorkload): StepCost {
  const script = join(import.meta.dirname, "recompute-step.ts");
  const args = ["--disable-warning=ExperimentalWarning", script, JSON.stringify(workload)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as StepCost;
}

function assertSameLosses(whole: StepCost, recomputed: StepCost): void {
  for (const [i, loss] of whole.losses.entries())
    if (!(Math.abs(recomputed.losses[i]! - loss) <= TOLERANCE * Math.abs(loss)))
      throw new Error(`step ${i + 1}: the loss is ${loss}, with recomputation ${recomputed.losses[i]}`);
}

/** The largest peak, and the median step. */
function summary(costs: readonly StepCost[]) {
  return {
    peakMiB: Math.max(...costs.map(({ peakMemoryMiB }) => peakMemoryMiB)),
    ms: median(costs.flatMap(({ milliseconds }) => milliseconds)),
    cpuMs: median(costs.flatMap(({ cpuMilliseconds }) => cpuMilliseconds)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function writeRow(row: Readonly<Record<string, string | number>>): void {
  const file = join(import.meta.dirname, "results", "recompute.csv");
  if (!existsSync(file)) appendFileSync(file, `${Object.keys(row).join(",")}\n`);
  const cells = Object.values(row).map((value) => (/[",]/.test(String(value)) ? `"${value}"` : value));
  appendFileSync(file, `${cells.join(",")}\n`);
}
