/** Many studies, some at once, each in a process of its own; what is done stays done. */
import { join } from "node:path";
import type { CohortOutcome, CohortStudy } from "@cmrkit/study";
import { analyseStudy, doneStudy } from "./analyse-study.ts";
import type { RunApart } from "./study-process.ts";

export interface CohortRun {
  readonly studies: readonly CohortStudy[];
  /** Receives a folder for each study. */
  readonly folder: string;
  /** Studies at once. */
  readonly jobs: number;
  readonly timeoutMs: number;
  readonly flagsOf: (study: CohortStudy) => readonly string[];
  readonly runApart: RunApart;
  /** Ends what is running; what was done stays. */
  readonly signal: AbortSignal;
  /** Told after each study, those of an earlier run too. */
  readonly onOutcome: (outcome: CohortOutcome, doneCount: number) => void;
}

/**
 * Studies without results are analysed; a study that failed before is tried again.
 * @returns the outcomes in the order of the studies; when stopped, of those that were done.
 */
export async function runCohort(run: CohortRun): Promise<readonly CohortOutcome[]> {
  const outcomes = new Map<string, CohortOutcome>();
  const note = (outcome: CohortOutcome) => {
    outcomes.set(outcome.name, outcome);
    run.onOutcome(outcome, outcomes.size);
  };
  const waiting: CohortStudy[] = [];
  for (const study of run.studies) {
    const done = await doneStudy(study, folderOf(run, study));
    if (done) note(done);
    else waiting.push(study);
  }
  const queue = waiting.values();
  await Promise.all(Array.from({ length: run.jobs }, () => work(queue, run, note)));
  return run.studies.flatMap(({ name }) => outcomes.get(name) ?? []);
}

/** Takes studies from the queue, which others take from too, until it is empty. */
async function work(
  queue: Iterator<CohortStudy>,
  run: CohortRun,
  note: (outcome: CohortOutcome) => void,
): Promise<void> {
  for (let next = queue.next(); !next.done && !run.signal.aborted; next = queue.next()) {
    const study = next.value;
    const job = { study, folder: folderOf(run, study), flags: run.flagsOf(study) };
    const outcome = await analyseStudy(job, run.runApart, { timeoutMs: run.timeoutMs, signal: run.signal });
    if (outcome) note(outcome);
  }
}

function folderOf({ folder }: CohortRun, { name }: CohortStudy): string {
  return join(folder, name);
}
