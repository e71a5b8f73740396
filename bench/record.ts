/** A contest's outcome: a row of `results/*.csv` for the record, a table for the eye. */
import { appendFileSync, existsSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { Side, Standing } from "./contest.ts";
import { provenance } from "./provenance.ts";

/** Runs models one after another, prints each as it is done, and adds their rows to `results/NAME.csv`. */
export function record(name: string, standings: Iterable<Standing>): void {
  process.stdout.write(`${"model".padEnd(16)}${"cmrkit".padStart(12)}${"PyTorch".padStart(12)}  PyTorch / cmrkit\n`);
  const file = join(import.meta.dirname, "results", `${name}.csv`);
  for (const standing of standings) {
    const row = rowOf(standing);
    if (!existsSync(file)) appendFileSync(file, `${Object.keys(row).join(",")}\n`);
    appendFileSync(file, `${Object.values(row).map(quoted).join(",")}\n`);
    process.stdout.write(`${lineOf(standing)}\n`);
  }
}

function rowOf({ model, parameters, threads, replicas, cmrkit, pytorch }: Standing) {
  return {
    ...provenance(),
    model,
    parameters,
    threads,
    engine: cmrkit.engine,
    medianMs: cmrkit.medianMs.toFixed(1),
    roundsMs: rounds(cmrkit),
    medianCpuMs: cmrkit.medianCpuMs.toFixed(1),
    peakMemoryMiB: cmrkit.peakMemoryMiB.toFixed(0),
    rival: pytorch?.engine ?? "",
    rivalMedianMs: pytorch?.medianMs.toFixed(1) ?? "",
    rivalRoundsMs: pytorch ? rounds(pytorch) : "",
    rivalMedianCpuMs: pytorch?.medianCpuMs.toFixed(1) ?? "",
    rivalPeakMemoryMiB: pytorch?.peakMemoryMiB.toFixed(0) ?? "",
    ratio: pytorch ? ratio(pytorch.medianMs, cmrkit.medianMs) : "",
    cpuRatio: pytorch ? ratio(pytorch.medianCpuMs, cmrkit.medianCpuMs) : "",
    loadAverage: loadavg()[0]!.toFixed(1),
    gigaflop: cmrkit.gigaflop?.toFixed(1) ?? "",
    replicas,
  };
}

/** The median of each process, in order of running. */
function rounds({ roundsMs }: Side): string {
  return roundsMs.map((ms) => ms.toFixed(1)).join(" ");
}

function quoted(value: string | number): string {
  return /[",]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
}

function lineOf({ model, cmrkit, pytorch }: Standing): string {
  const ours = `${model.padEnd(16)}${timeOf(cmrkit).padStart(12)}`;
  if (!pytorch) return `${ours}  python3 with torch is not installed: cmrkit ran alone`;
  const ratios = `${ratio(pytorch.medianMs, cmrkit.medianMs)} (processor time ${ratio(pytorch.medianCpuMs, cmrkit.medianCpuMs)})`;
  return `${ours}${timeOf(pytorch).padStart(12)}  ${ratios}`;
}

function ratio(rival: number, ours: number): string {
  return (rival / ours).toFixed(2);
}

function timeOf({ medianMs }: Side): string {
  return `${medianMs.toFixed(0)} ms`;
}
