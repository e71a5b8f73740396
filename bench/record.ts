/** A contest's outcome: a row of `results/*.csv` for the record, a table for the eye. */
import { loadavg } from "node:os";
import type { Side, Standing } from "./contest.ts";
import { provenance } from "./provenance.ts";
import { addRow } from "./result-row.ts";

/** Runs models one after another, prints each as it is done, and adds their rows to `results/NAME.csv`. */
export function record(name: string, standings: Iterable<Standing>): void {
  process.stdout.write(`${"model".padEnd(16)}${"cmrkit".padStart(12)}${"PyTorch".padStart(12)}  PyTorch / cmrkit\n`);
  for (const standing of standings) {
    addRow(name, rowOf(standing));
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
