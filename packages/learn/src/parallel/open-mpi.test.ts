import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NamedTensors } from "@cmrkit/tensor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SmallRun } from "../testing/mpi-training.ts";
import { loadCheckpoint } from "../training/checkpoint.ts";

const SCRIPT = join(import.meta.dirname, "..", "testing", "mpi-training.ts");
const isInstalled = spawnSync("mpirun", ["--version"]).status === 0;
const whyNot = isInstalled ? "" : " (skipped: mpirun of Open MPI is not installed)";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-mpi-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the small training in so many processes, more than there may be cores; returns how it ended. */
function start(processes: number, run: Omit<SmallRun, "runFolder">, runFolder = join(folder, `of-${processes}`)) {
  const node = [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    SCRIPT,
    JSON.stringify({ runFolder, ...run }),
  ];
  const mpirun = ["mpirun", "--oversubscribe", "-n", String(processes), ...node];
  const [command, ...args] = processes === 1 ? node : mpirun;
  const env = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
  const { status, stderr } = spawnSync(command!, args, { env, encoding: "utf8" });
  return { status, stderr, checkpoint: () => loadCheckpoint(join(runFolder, "checkpoint.safetensors"), "small")! };
}

/** The largest difference between two states, which must have the same slots. */
function largestDifference(a: NamedTensors, b: NamedTensors): number {
  expect([...a.keys()]).toEqual([...b.keys()]);
  const numbers = (state: NamedTensors) =>
    [...state.values()].flatMap(({ data }) => Array.from<number | bigint, number>(data, Number));
  const ofB = numbers(b);
  return Math.max(...numbers(a).map((value, i) => Math.abs(value - ofB[i]!)));
}

describe.skipIf(!isInstalled)(`processes joined by Open MPI${whyNot}`, () => {
  test("after ten steps three of them have trained what one does on all their samples", () => {
    const many = start(3, { steps: 10, samplesPerProcess: 4 });
    const one = start(1, { steps: 10, samplesPerProcess: 12 });
    expect([many.status, one.status], many.stderr).toEqual([0, 0]);
    expect(many.checkpoint().step).toBe(10);
    expect(largestDifference(many.checkpoint().state, one.checkpoint().state)).toBeLessThan(1e-5);
  });

  test("one that is killed ends the job with a message, and the run goes on from the last checkpoint", () => {
    const runFolder = join(folder, "interrupted");
    const killed = start(2, { steps: 10, samplesPerProcess: 4, kill: { rank: 1, step: 7 } }, runFolder);
    expect(killed.status).not.toBe(0);
    expect(killed.stderr).toMatch(/process rank 1 .* exited on signal 9 \(Killed\)/s);
    expect(killed.checkpoint().step).toBe(4);
    const resumed = start(2, { steps: 10, samplesPerProcess: 4 }, runFolder);
    const whole = start(2, { steps: 10, samplesPerProcess: 4 });
    expect(largestDifference(resumed.checkpoint().state, whole.checkpoint().state)).toBe(0);
  });

  test("that were started with different configurations end before the first step, saying which differs", () => {
    const { status, stderr } = start(2, { steps: 10, samplesPerProcess: 4, runHashes: ["small", "other"] });
    expect(status).not.toBe(0);
    expect(stderr).toContain("process 1 has run other after step 0, process 0 has not: start all with one");
  });
});
