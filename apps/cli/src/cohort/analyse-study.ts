/** One study of a cohort: `cmr analyze` in a process of its own, and what became of it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { measurementsSchema } from "@cmrkit/cardiac";
import type { CohortOutcome, CohortStudy, FailedStudy, StudyMeasurements } from "@cmrkit/study";
import type { ProcessEnd, ProcessLimits, RunApart } from "./study-process.ts";

export interface StudyJob {
  readonly study: CohortStudy;
  /** Where its results go. */
  readonly folder: string;
  /** Arguments of `cmr analyze` beside input and folder. */
  readonly flags: readonly string[];
}

/** The outcome of a study; nothing where it was stopped. */
export async function analyseStudy(
  { study, folder, flags }: StudyJob,
  run: RunApart,
  limits: ProcessLimits,
): Promise<CohortOutcome | undefined> {
  const end = await run(["analyze", study.path, "--out", folder, "--json", ...flags], limits);
  if (limits.signal.aborted) return undefined;
  if (end.exitCode !== 0) return { ...study, kind: "failed", error: errorOf(end, limits.timeoutMs) };
  return doneStudy(study, folder);
}

/** The outcome of a study that an earlier run measured; nothing where none did. */
export async function doneStudy(study: CohortStudy, folder: string): Promise<CohortOutcome | undefined> {
  const text = await readFile(join(folder, "measurements.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const measurements = storedMeasurements(text);
  if (typeof measurements !== "string") return { ...study, kind: "measured", measurements };
  const path = join(folder, "measurements.json");
  const message = `${path} ${measurements}; delete the folder, and the study is analysed again`;
  return { ...study, kind: "failed", error: { kind: "output", message } };
}

/** The measurements of a file, or what is wrong with it. */
function storedMeasurements(text: string): StudyMeasurements | string {
  try {
    const document = JSON.parse(text);
    return document?.schema === measurementsSchema ? document : `is not of the form ${measurementsSchema}`;
  } catch {
    return "is damaged";
  }
}

function errorOf({ isTimedOut, stdout, stderr, exitCode }: ProcessEnd, timeoutMs: number): FailedStudy["error"] {
  if (isTimedOut) return { kind: "timeout", message: `not done after ${timeoutMs / 60_000} min; see --timeout` };
  const told = toldError(stdout);
  if (told) return told;
  const last = stderr.trim().split("\n").at(-1) ?? "";
  const how = exitCode === null ? "was killed, perhaps for want of memory (see --jobs)" : `ended with ${exitCode}`;
  return { kind: "crash", message: `the analysis ${how}${last === "" ? "" : `: ${last}`}` };
}

/** What `--json` prints of a failure. */
function toldError(stdout: string): FailedStudy["error"] | undefined {
  try {
    const { error } = JSON.parse(stdout);
    return typeof error?.kind === "string" && typeof error?.message === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}
