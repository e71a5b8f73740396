import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32 } from "@cmrkit/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LearnError } from "../errors.ts";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-checkpoint-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const state = new Map([["w", float32([3], [1, -0, 1e-40])]]);

test("a checkpoint gives back what was saved, to the bit", () => {
  const path = join(folder, "c");
  saveCheckpoint(path, { state, step: 7, runHash: "h" });
  const loaded = loadCheckpoint(path, "h")!;
  expect(loaded.step).toBe(7);
  expect(new Uint8Array(loaded.state.get("w")!.data.buffer)).toEqual(new Uint8Array(state.get("w")!.data.buffer));
});

test("no file is no checkpoint; a damaged one and one of another run are refused", () => {
  const path = join(folder, "c");
  expect(loadCheckpoint(path, "h")).toBeUndefined();
  saveCheckpoint(path, { state, step: 7, runHash: "h" });
  expect(() => loadCheckpoint(path, "other")).toThrow(LearnError);
  writeFileSync(path, readFileSync(path).subarray(0, 20));
  expect(() => loadCheckpoint(path, "h")).toThrow(expect.objectContaining({ kind: "bad-checkpoint" }));
});

/** Saves checkpoints of 4 MB as fast as it can, announcing each, until it is killed. */
const saver = `
import { saveCheckpoint } from ${JSON.stringify(join(import.meta.dirname, "checkpoint.ts"))};
for (let step = 1; ; step++) {
  const data = new Float32Array(1_000_000).fill(step);
  saveCheckpoint(process.argv[1], { state: new Map([["w", { dtype: "float32", shape: [1_000_000], data }]]), step, runHash: "h" });
  process.stdout.write("saved ");
}`;

test.each([0, 3, 7, 11])("killed %i ms after a save, a process leaves a whole checkpoint", async (delayMs) => {
  const path = join(folder, "c");
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", saver, path]);
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => setTimeout(resolve, delayMs));
    child.once("exit", () => reject(new Error(`the saver ended by itself: ${errors}`)));
  });
  const ended = new Promise((resolve) => child.removeAllListeners("exit").once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  const { state: loaded, step } = loadCheckpoint(path, "h")!;
  expect(loaded.get("w")!.data.every((value: number | bigint) => value === step)).toBe(true);
});
