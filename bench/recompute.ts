/**
 * How much memory does recomputation save in a step of pre-training, and what time does it cost?
 * `node bench/recompute.ts [--threads N] [--rounds N] [--repeats N] [MODEL …]`
 *
 * Each variant runs in fresh processes that take turns; both must have the same losses.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { assertAgree, runCmrkit, type Side, sideOf, writeInputs } from "./contest.ts";
import type { ModelName } from "./models/index.ts";
import { provenance } from "./provenance.ts";
import { addRow } from "./result-row.ts";
import type { Workload } from "./workload.ts";

/** Steps whose layers mark what is kept. */
const known = ["mae_tiny", "mae_base", "dino_s16", "dino_s8"] as const satisfies readonly ModelName[];

const { values, positionals } = parseArgs({
  options: {
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "1" },
    repeats: { type: "string", default: "2" },
  },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !known.some((model) => model === name));
if (unknown !== undefined) throw new RangeError(`no model is called ${unknown}; there are ${known.join(", ")}`);
for (const model of known) if (positionals.length === 0 || positionals.includes(model)) compare(model);

function compare(model: ModelName): void {
  const folder = mkdtempSync(join(tmpdir(), "cmrkit-bench-"));
  try {
    const parameters = writeInputs(model, folder);
    const [threads, repeats] = [Number(values.threads), Number(values.repeats)];
    const workload = { model, mode: "training", folder, threads, replicas: 1, warmUps: 1, repeats } as const;
    const { whole, recomputed } = measured(workload, Number(values.rounds));
    addRow("recompute", {
      ...provenance(),
      model,
      parameters,
      threads,
      engine: whole.engine,
      wholePeakMiB: whole.peakMemoryMiB.toFixed(0),
      recomputedPeakMiB: recomputed.peakMemoryMiB.toFixed(0),
      wholeMs: whole.medianMs.toFixed(0),
      recomputedMs: recomputed.medianMs.toFixed(0),
      wholeCpuMs: whole.medianCpuMs.toFixed(0),
      recomputedCpuMs: recomputed.medianCpuMs.toFixed(0),
      loadAverage: loadavg()[0]!.toFixed(1),
    });
    const memory = `${whole.peakMemoryMiB.toFixed(0)} → ${recomputed.peakMemoryMiB.toFixed(0)} MiB`;
    const time = `${whole.medianCpuMs.toFixed(0)} → ${recomputed.medianCpuMs.toFixed(0)} ms of processor time a step`;
    process.stdout.write(`${model.padEnd(10)}${memory.padStart(20)}  ${time}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measured(workload: Workload, rounds: number): { readonly whole: Side; readonly recomputed: Side } {
  const turns = Array.from({ length: rounds }, () => ({
    whole: runCmrkit({ ...workload, recomputes: false }),
    recomputed: runCmrkit({ ...workload, recomputes: true }),
  }));
  for (const { whole, recomputed } of turns) assertAgree(whole, recomputed);
  return { whole: sideOf(turns.map(({ whole }) => whole)), recomputed: sideOf(turns.map((turn) => turn.recomputed)) };
}
