/**
 * cmrkit against PyTorch on one workload: fresh processes in alternating order, the same weights, batch and threads for
 * both, and a check that both computed the same numbers.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { initialParameters } from "@cmrkit/nn";
import { randomStream, writeSafetensors } from "@cmrkit/tensor";
import { type ModelName, models } from "./models/index.ts";
import type { Mode, Timing, Workload } from "./workload.ts";

/** What takes turns unless the command line names models. */
const workloads = {
  training: ["vit", "unet2d", "mae_tiny", "mae_base", "dino_s16", "dino_s8", "finetune_convunetr", "finetune_unet"],
  inference: ["vit", "unet2d", "convunetr_base"],
} as const satisfies Record<Mode, readonly ModelName[]>;

const WARM_UPS = 1;
const REPEATS = { training: "4", inference: "8" } as const satisfies Record<Mode, string>;
const SEED = 2026;
/** Float32 sums in another order; losses drift apart a little more with each step. */
const TOLERANCE = 1e-3;

export interface Standing {
  readonly model: ModelName;
  readonly parameters: number;
  readonly threads: number;
  readonly replicas: number;
  readonly cmrkit: Side;
  /** Absent where PyTorch is not installed. */
  readonly pytorch: Side | undefined;
}

/** All repeats of one engine. */
export interface Side {
  readonly engine: string;
  readonly medianMs: number;
  /** Processor time over all threads; on more than one it holds the waiting of threads for each other, too. */
  readonly medianCpuMs: number;
  /** The median of each process, in order of running. */
  readonly roundsMs: readonly number[];
  readonly peakMemoryMiB: number;
  readonly gigaflop: number | undefined;
}

/**
 * One contest for each named model, all of the mode where none is named, run when it is asked for.
 * @param args The command line: `[--threads N] [--replicas N] [--rounds N] [--repeats N] [MODEL …]`.
 */
export function* contests(mode: Mode, args: string[]): Generator<Standing> {
  const options = {
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    repeats: { type: "string", default: REPEATS[mode] },
    replicas: { type: "string", default: "1" },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const known: readonly ModelName[] = workloads[mode];
  const unknown = positionals.find((name) => !known.some((model) => model === name));
  if (unknown !== undefined) throw new RangeError(`no model of ${mode} is ${unknown}; there are ${known.join(", ")}`);
  const [threads, rounds, repeats, replicas] = [values.threads, values.rounds, values.repeats, values.replicas].map(
    Number,
  );
  const effort = { threads: threads!, rounds: rounds!, repeats: repeats!, replicas: replicas! };
  const wanted = known.filter((model) => positionals.length === 0 || positionals.includes(model));
  for (const model of wanted) yield contest(model, mode, effort);
}

interface Effort {
  readonly threads: number;
  /** Processes of each engine. */
  readonly rounds: number;
  /** Timed runs in each process. */
  readonly repeats: number;
  readonly replicas: number;
}

/** Where PyTorch is absent, cmrkit runs alone. */
function contest(model: ModelName, mode: Mode, { threads, rounds: count, repeats, replicas }: Effort): Standing {
  const folder = mkdtempSync(join(tmpdir(), "cmrkit-bench-"));
  try {
    const parameters = writeInputs(model, folder);
    const workload: Workload = { model, mode, folder, threads, replicas, warmUps: WARM_UPS, repeats };
    const withRival = hasPyTorch();
    const rounds = Array.from({ length: count }, () => ({
      ours: runCmrkit(workload),
      theirs: withRival ? run("python3", [join(import.meta.dirname, "pytorch", "run.py")], workload) : undefined,
    }));
    const theirs = rounds.flatMap(({ theirs }) => theirs ?? []);
    for (const timing of theirs) assertAgree(rounds[0]!.ours, timing);
    const cmrkit = sideOf(rounds.map(({ ours }) => ours));
    return { model, parameters, threads, replicas, cmrkit, pytorch: withRival ? sideOf(theirs) : undefined };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In a fresh process. */
export function runCmrkit(workload: Workload): Timing {
  const script = join(import.meta.dirname, "cmrkit.ts");
  return run(process.execPath, ["--disable-warning=ExperimentalWarning", script], workload);
}

/** Writes what both engines start from; returns the number of parameters. */
export function writeInputs(model: ModelName, folder: string): number {
  const { specs, batch } = models[model]();
  const random = randomStream(SEED);
  const weights = initialParameters(specs, random.fork("weights"));
  writeFileSync(join(folder, "weights.safetensors"), writeSafetensors(weights));
  writeFileSync(join(folder, "batch.safetensors"), writeSafetensors(batch(random.fork("batch"))));
  return specs.reduce((sum, { name, isBuffer }) => sum + (isBuffer ? 0 : weights.get(name)!.data.length), 0);
}

function hasPyTorch(): boolean {
  return spawnSync("python3", ["-c", "import torch"], { stdio: "ignore" }).status === 0;
}

function run(command: string, args: readonly string[], workload: Workload): Timing {
  const printed = execFileSync(command, [...args, JSON.stringify(workload)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(printed.trim().split("\n").at(-1)!) as Timing;
}

/** @throws {Error} when two processes computed other numbers. */
export function assertAgree(ours: Timing, theirs: Timing): void {
  for (const [i, expected] of theirs.values.entries()) {
    const value = ours.values[i]!;
    if (Math.abs(value - expected) > TOLERANCE * Math.abs(expected))
      throw new Error(`run ${i}: one computed ${value}, the other ${expected}; these are not the same workload`);
  }
}

/** Of all processes of one engine. */
export function sideOf(timings: readonly Timing[]): Side {
  return {
    engine: timings[0]!.engine,
    medianMs: median(timings.flatMap(({ milliseconds }) => milliseconds)),
    medianCpuMs: median(timings.flatMap(({ cpuMilliseconds }) => cpuMilliseconds)),
    roundsMs: timings.map(({ milliseconds }) => median(milliseconds)),
    peakMemoryMiB: Math.max(...timings.map(({ peakMemoryMiB }) => peakMemoryMiB)),
    gigaflop: timings[0]!.gigaflop,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
