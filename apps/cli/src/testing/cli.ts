/** Runs `cmr` within the test's process, with a model that knows the answer. */
import { readdir } from "node:fs/promises";
import type { LabelVolume } from "@cmrkit/imaging";
import type { OutlineJudge, Segmenter } from "@cmrkit/study";
import type { CliIo, ExitCode, Job } from "../io.ts";
import { jobOf } from "../job.ts";
import { run } from "../run.ts";

export interface CliResult {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** A job of one process. */
const aloneAtWork: Job = jobOf({}, 1, () => Promise.reject(new Error("no other process expected here")));

/** A model that gives the same labels whatever it sees; it fails the test where none is expected to be opened. */
export function knowingModel(labels: LabelVolume): CliIo["openSegmenter"] {
  const segmenter: Segmenter = {
    model: { name: "knows-the-answer", sha256: "0".repeat(64), licence: "none" },
    segment: async () => labels,
    dispose: async () => {},
  };
  return async () => segmenter;
}

export async function runCli(
  args: readonly string[],
  openSegmenter: CliIo["openSegmenter"] = noModel,
): Promise<CliResult> {
  const { io, written } = listeningIo({ openSegmenter });
  const exitCode = await run(args, io);
  return { exitCode, ...written };
}

/** A world in which time stands still and no model is expected, and what is written to it so far. */
export function listeningIo(changes: Partial<CliIo> = {}): {
  readonly io: CliIo;
  readonly written: { stdout: string; stderr: string };
} {
  const written = { stdout: "", stderr: "" };
  const io: CliIo = {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    isStderrTerminal: false,
    showsStackTraces: false,
    nowMs: () => 0,
    now: () => new Date(2026, 0, 2, 3, 4, 5),
    job: aloneAtWork,
    openSegmenter: noModel,
    openJudge: async () => silentJudge,
    ...changes,
  };
  return { io, written };
}

/** A judge that says nothing. */
const silentJudge: OutlineJudge = {
  judge: async () => ({ kind: "not-judged", reason: "the judge of tests says nothing" }),
  dispose: async () => {},
};

const noModel: CliIo["openSegmenter"] = () => Promise.reject(new Error("no model expected here"));

/** Everything below a folder, hidden or not, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}
