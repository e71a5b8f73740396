import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { input, mul, reduceMean, sub } from "@cmrkit/graph";
import { adamWDefaults, ParameterScope, uniformRates, zeros } from "@cmrkit/nn";
import { float32, type NamedTensors } from "@cmrkit/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LearnError } from "../errors.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import { runTraining, type TrainingRun } from "./loop.ts";
import type { Batch, TrainingProgram } from "./trainer.ts";

let runFolder: string;
beforeEach(() => {
  runFolder = mkdtempSync(join(tmpdir(), "cmrkit-loop-"));
});
afterEach(() => rmSync(runFolder, { recursive: true }));

/** (w − x)², whose minimum is the batch. */
function program(): TrainingProgram {
  const scope = new ParameterScope();
  const error = sub(scope.parameter("w", [1], zeros), input("x", "float32", [1]));
  const loss = reduceMean(mul(error, error));
  const config = { optimiser: adamWDefaults, rates: uniformRates(0) };
  return { kinds: new Map([["number", { specs: scope.specs, loss, metrics: { loss } }]]), config, batchesPerUpdate: 1 };
}

const number = (value: number): Batch => ({
  kind: "number",
  feeds: new Map([["x", float32([1], [value])]]),
  origin: `number ${value}`,
});

const run = (changes: Partial<TrainingRun> = {}): TrainingRun => ({
  runFolder,
  runHash: "a run",
  steps: 6,
  program: program(),
  firstState: () => new Map([["w", float32([1], [0])]]),
  batches: (step) => Promise.resolve([number(step)]),
  scalars: () => ({ learningRate: 0.1 }),
  checkpointEvery: 2,
  ...changes,
});

const weight = (state: NamedTensors) => Number(state.get("w")!.data[0]);

test("a run that was stopped and resumed ends as one that never stopped", async () => {
  const whole = await runTraining(run({ runFolder: join(runFolder, "whole") }));
  let asked = 0;
  const stopped = await runTraining(run({ shouldStop: () => ++asked > 3 }));
  expect(stopped.step).toBe(3);
  const resumed = await runTraining(run());
  expect(resumed.step).toBe(6);
  expect(weight(resumed.state)).toBe(weight(whole.state));
});

test("hooks run when they are due, at the start if asked, and after the last update", async () => {
  const seen: number[] = [];
  const hook = { every: 4, atStart: true, run: async (_: NamedTensors, step: number) => void seen.push(step) };
  await runTraining(run({ hooks: [hook] }));
  expect(seen).toEqual([0, 4, 6]);
});

test("a run that dies in a hook does it when it goes on", async () => {
  const seen: number[] = [];
  const dying = (last: number) => async (_: NamedTensors, step: number) => {
    if (step === last) throw new Error("killed");
    seen.push(step);
  };
  await expect(runTraining(run({ hooks: [{ every: 2, run: dying(4) }] }))).rejects.toThrow("killed");
  await expect(runTraining(run({ hooks: [{ every: 2, run: dying(6) }] }))).rejects.toThrow("killed");
  await runTraining(run({ hooks: [{ every: 2, run: dying(0) }] }));
  expect(seen).toEqual([2, 4, 6]);
});

test("a loss that is not a number stops the run, names the batch and leaves the last checkpoint", async () => {
  const batches = (step: number) => Promise.resolve([number(step === 4 ? Number.NaN : step)]);
  const failure = await runTraining(run({ batches })).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LearnError);
  expect(failure).toMatchObject({
    kind: "diverged",
    message:
      "loss is NaN at step 4 (batch: number NaN); the checkpoint of step 2 is kept; lower the learning rate and train into a new folder",
  });
  const progress: number[] = [];
  await runTraining(run({ onUpdate: ({ step }) => progress.push(step) }));
  expect(progress).toEqual([3, 4, 5, 6]);
});

test("a diverged run names its checkpoint where its command can begin from one, and none where there is none", async () => {
  const messageOf = async (divergesAt: number) => {
    const batches = (step: number) => Promise.resolve([number(step === divergesAt ? Number.NaN : step)]);
    return String(await runTraining(run({ batches, beginsFromCheckpoints: true })).catch((error: unknown) => error));
  };
  expect(await messageOf(1)).toMatch(/there is no checkpoint yet; lower the learning rate$/);
  const checkpoint = join(runFolder, "checkpoint.safetensors");
  expect(await messageOf(4)).toContain(`begin anew from its weights: --from ${checkpoint} --out NEW`);
});

test("a checkpoint that cannot be written ends the run and leaves the one before", async () => {
  const blockSaving = ({ step }: { step: number }) => {
    if (step === 3) mkdirSync(join(runFolder, "checkpoint.safetensors.partial"));
  };
  await expect(runTraining(run({ onUpdate: blockSaving }))).rejects.toMatchObject({
    kind: "not-saved",
    message: expect.stringMatching(/of step 4 is not saved: \S+ cannot be written.*; that of step 2 is intact/),
  });
  expect(readdirSync(runFolder)).toContain("checkpoint.safetensors");
});

test("a run tells how far its folder has come: when it is under way, and at every saving; a refused one tells nothing", async () => {
  const saved: number[] = [];
  const onSaved = (step: number) => saved.push(step);
  await runTraining(run({ steps: 3, onSaved }));
  expect(saved).toEqual([0, 2, 3]);
  await runTraining(run({ steps: 4, onSaved }));
  expect(saved.slice(3)).toEqual([3, 4]);
  await expect(runTraining(run({ runHash: "another", onSaved }))).rejects.toMatchObject({ kind: "bad-checkpoint" });
  expect(saved).toHaveLength(5);
});

test.each([
  ["lacks a parameter", new Map(), "w is missing"],
  ["has one of another shape", new Map([["w", float32([2], [1, 2])]]), "w is (2), not (1)"],
  ["has one that is no number", new Map([["w", float32([1], [Number.NaN])]]), "w has 1 values that are NaN"],
  [
    "has optimiser state of another shape",
    new Map([
      ["w", float32([1], [1])],
      ["exp_avg/w", float32([2], [0, 0])],
    ]),
    "exp_avg/w is (2), not (1)",
  ],
])("a checkpoint that %s is refused before the run goes on", async (_, state, says) => {
  saveCheckpoint(join(runFolder, "checkpoint.safetensors"), { state, step: 2, runHash: "a run" });
  await expect(runTraining(run())).rejects.toMatchObject({
    kind: "bad-checkpoint",
    message: expect.stringContaining(says),
  });
});

test("a run whose folder is a file is refused, and the file left alone", async () => {
  const path = join(runFolder, "file");
  writeFileSync(path, "mine");
  await expect(runTraining(run({ runFolder: path }))).rejects.toMatchObject({
    kind: "not-saved",
    message: expect.stringContaining(path),
  });
  expect(readFileSync(path, "utf8")).toBe("mine");
});
