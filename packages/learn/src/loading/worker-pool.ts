/** Threads that make batches: each at work on one update at a time, the next update going to whichever is free. */
import { Worker } from "node:worker_threads";
import { LearnError } from "../errors.ts";
import type { Batch } from "../training/trainer.ts";
import type { Warn } from "./batch-source.ts";
import type { BatchAnswer, BatchRequest, WorkerStart } from "./worker-messages.ts";

interface Job {
  readonly step: number;
  readonly resolve: (batches: readonly Batch[]) => void;
  readonly reject: (error: LearnError) => void;
}

const WORKER_SCRIPT = new URL("./batch-worker.ts", import.meta.url);

/** A class for its resource: threads. After one has failed, every request fails with the same error. */
export class WorkerPool {
  readonly #workers: readonly Worker[];
  readonly #free: Worker[];
  readonly #waiting: Job[] = [];
  readonly #running = new Map<Worker, Job>();
  readonly #warn: Warn;
  #failure: LearnError | undefined;

  constructor(count: number, start: WorkerStart, warn: Warn) {
    this.#warn = warn;
    this.#workers = Array.from({ length: count }, () => this.#startWorker(start));
    this.#free = [...this.#workers];
  }

  /** @throws {LearnError} `loading-failed` when a worker cannot make the batches, or has ended. */
  batches(step: number): Promise<readonly Batch[]> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#waiting.push({ step, resolve, reject });
      this.#dispatch();
    });
  }

  /** Forgets requests that no worker has begun. */
  dropWaiting(): void {
    this.#waiting.length = 0;
  }

  async dispose(): Promise<void> {
    this.#fail("the loader is closed");
    // An answer that is on its way would unref its worker, and the process could end before the worker has.
    await Promise.all(this.#workers.map((worker) => worker.removeAllListeners("message").terminate()));
  }

  #startWorker(start: WorkerStart): Worker {
    const worker = new Worker(WORKER_SCRIPT, { workerData: start });
    worker.unref(); // a loader that nobody waits for keeps no process alive
    worker.on("message", (answer: BatchAnswer) => this.#receive(worker, answer));
    worker.on("error", (error) => this.#fail(`a loading worker failed${this.#stepOf(worker)}: ${error.message}`));
    worker.on("exit", (code) => this.#fail(`a loading worker ended with code ${code}${this.#stepOf(worker)}`));
    return worker;
  }

  #dispatch(): void {
    while (this.#free.length > 0 && this.#waiting.length > 0) {
      const [worker, job] = [this.#free.shift()!, this.#waiting.shift()!];
      this.#running.set(worker, job);
      worker.ref();
      const request: BatchRequest = { step: job.step };
      worker.postMessage(request);
    }
  }

  #receive(worker: Worker, answer: BatchAnswer): void {
    if ("warning" in answer) {
      this.#warn(answer.warning);
      return;
    }
    const job = this.#running.get(worker);
    this.#running.delete(worker);
    worker.unref();
    this.#free.push(worker);
    if ("failure" in answer) job?.reject(batchFailure(answer.step, answer.failure));
    else job?.resolve(answer.batches);
    this.#dispatch();
  }

  #stepOf(worker: Worker): string {
    const job = this.#running.get(worker);
    return job === undefined ? "" : ` while it made the batches of step ${job.step}`;
  }

  #fail(message: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = new LearnError("loading-failed", message);
    for (const job of [...this.#running.values(), ...this.#waiting.splice(0)]) job.reject(this.#failure);
    this.#running.clear();
  }
}

/** The error for batches that could not be made, the same from a worker and from this thread. */
export function batchFailure(step: number, why: string): LearnError {
  return new LearnError("loading-failed", `the batches of step ${step} cannot be made: ${why}`);
}
