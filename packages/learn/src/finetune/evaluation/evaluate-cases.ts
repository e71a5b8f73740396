/**
 * Evaluates cases in worker threads, each with a session of one thread, or in this one.
 *
 * Of a 2D U-Net's evaluation on ACDC about two thirds of the time is the network; the rest (surface distances 13 %, preparing
 * images 5 %, joining windows) is plain code of one thread, which threads within operators would not speed up: cases side by
 * side do. Which thread takes which case changes nothing of what comes out, nor of its order.
 */
import { Worker } from "node:worker_threads";
import type { DataCase } from "../../datasets/data-set.ts";
import { type EvaluatedCase, type EvaluatorOptions, openCaseEvaluator } from "./case-evaluator.ts";
import { type CaseAnswer, type CaseRequest, errorOf } from "./evaluator-messages.ts";

export interface CaseRun extends EvaluatorOptions {
  readonly cases: readonly DataCase[];
  /** Threads beside this one; below two, cases are evaluated here, by a session as the options say. */
  readonly workers: number;
  /** Told after each case. */
  readonly onProgress: (done: number, total: number) => void;
}

/** @throws {LearnError} of the first case that fails; the others are then given up. */
export function evaluateCases(run: CaseRun): Promise<readonly EvaluatedCase[]> {
  const workers = Math.min(run.workers, run.cases.length);
  return workers < 2 ? inThisThread(run) : inWorkers(run, workers);
}

async function inThisThread({ cases, onProgress, ...run }: CaseRun): Promise<readonly EvaluatedCase[]> {
  const evaluator = await openCaseEvaluator(run);
  try {
    const evaluated: EvaluatedCase[] = [];
    for (const each of cases) {
      evaluated.push(await evaluator.evaluate(each));
      onProgress(evaluated.length, cases.length);
    }
    return evaluated;
  } finally {
    await evaluator.dispose();
  }
}

async function inWorkers(
  { cases, onProgress, workers: _, ...run }: CaseRun,
  count: number,
): Promise<readonly EvaluatedCase[]> {
  const options: EvaluatorOptions = { ...run, session: { ...run.session, threads: 1 } };
  const threads = Array.from({ length: count }, () => startThread(options));
  const evaluated: EvaluatedCase[] = [];
  const left = [...cases.entries()];
  let done = 0;
  const work = async (thread: EvaluatingThread) => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [i, each] = next;
      evaluated[i] = await thread.evaluate(each);
      done += 1;
      onProgress(done, cases.length);
    }
  };
  try {
    await Promise.all(threads.map(work));
    return evaluated;
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

interface EvaluatingThread {
  /** One case at a time. */
  evaluate(each: DataCase): Promise<EvaluatedCase>;
  end(): Promise<unknown>;
}

const WORKER_SCRIPT = new URL("./evaluator-worker.ts", import.meta.url);

function startThread(options: EvaluatorOptions): EvaluatingThread {
  const worker = new Worker(WORKER_SCRIPT, { workerData: options });
  let asked: PromiseWithResolvers<EvaluatedCase> | undefined;
  worker.on("message", (answer: CaseAnswer) => {
    if ("evaluated" in answer) asked?.resolve(answer.evaluated);
    else asked?.reject(errorOf(answer));
  });
  worker.on("error", (error) => asked?.reject(error));
  worker.on("exit", (code) => asked?.reject(new Error(`an evaluating thread ended with code ${code}`)));
  return {
    evaluate: (each) => {
      asked = Promise.withResolvers();
      const request: CaseRequest = { each };
      worker.postMessage(request);
      return asked.promise;
    },
    end: () => worker.terminate(),
  };
}
