/**
 * Makes batches ahead of their use, in worker threads or in this one.
 *
 * The batches of an update depend on its number alone, so the number of workers changes when they are made, never what
 * they hold.
 */
import type { Batch } from "../training/trainer.ts";
import type { Warn } from "./batch-source.ts";
import { openBatchSource } from "./batch-source-module.ts";
import { failureText } from "./worker-messages.ts";
import { batchFailure, WorkerPool } from "./worker-pool.ts";

export interface BatchLoaderOptions {
  /** A module with `createBatchSource`; `.ts` is run by Node itself. */
  readonly module: URL;
  /** What the source is made from: plain data, copied into each worker. */
  readonly init: unknown;
  /** 0 makes batches in this thread, when they are asked for. */
  readonly workers: number;
  /** How many updates beyond the one asked for may be made or being made: bounds the memory. */
  readonly ahead: number;
  /** Milliseconds from an arbitrary start, for `waitedShare`. */
  readonly nowMs: () => number;
  /** Told what a source warns of, from whichever thread. */
  readonly onWarning?: Warn;
  /** The last update that will be asked for, so that nothing is made beyond it. */
  readonly lastStep?: number;
}

export interface BatchLoader {
  /**
   * The batches of an update; asked for in ascending order they are made ahead.
   * @throws {LearnError} `loading-failed`, naming the step and why.
   */
  batches(step: number): Promise<readonly Batch[]>;
  /** The share of time, from the first request on, that callers spent waiting for batches; 0 before. */
  readonly waitedShare: number;
  dispose(): Promise<void>;
}

export async function openBatchLoader(options: BatchLoaderOptions): Promise<BatchLoader> {
  const { module, init, workers, onWarning = () => {} } = options;
  const maker =
    workers === 0
      ? await inlineMaker(module.href, init, onWarning)
      : new WorkerPool(workers, { moduleUrl: module.href, init }, onWarning);
  return new AheadLoader(maker, workers === 0 ? { ...options, ahead: 0 } : options);
}

/** Where batches come from. */
interface BatchMaker {
  batches(step: number): Promise<readonly Batch[]>;
  dropWaiting(): void;
  dispose(): Promise<void>;
}

async function inlineMaker(moduleUrl: string, init: unknown, warn: Warn): Promise<BatchMaker> {
  const source = await openBatchSource(moduleUrl, init, warn);
  return {
    batches: (step) =>
      source.batches(step).catch((error: unknown) => {
        throw batchFailure(step, failureText(error));
      }),
    dropWaiting: () => {},
    dispose: async () => source.dispose?.(),
  };
}

class AheadLoader implements BatchLoader {
  readonly #maker: BatchMaker;
  readonly #options: BatchLoaderOptions;
  readonly #pending = new Map<number, Promise<readonly Batch[]>>();
  readonly #waiting: WaitClock;

  constructor(maker: BatchMaker, options: BatchLoaderOptions) {
    this.#maker = maker;
    this.#options = options;
    this.#waiting = new WaitClock(options.nowMs);
  }

  async batches(step: number): Promise<readonly Batch[]> {
    if (!this.#pending.has(step)) this.#startAt(step);
    const last = Math.min(step + this.#options.ahead, this.#options.lastStep ?? Number.POSITIVE_INFINITY);
    for (let next = step; next <= Math.max(step, last); next++) this.#request(next);
    const made = this.#pending.get(step)!;
    this.#pending.delete(step);
    return this.#waiting.during(() => made);
  }

  get waitedShare(): number {
    return this.#waiting.share;
  }

  async dispose(): Promise<void> {
    this.#pending.clear();
    await this.#maker.dispose();
  }

  /** What was made ahead for another place is of no use: a resumed or repeated run begins elsewhere. */
  #startAt(step: number): void {
    const isNext = this.#pending.size === 0;
    if (isNext) return;
    this.#maker.dropWaiting();
    this.#pending.clear();
    this.#request(step);
  }

  #request(step: number): void {
    if (this.#pending.has(step)) return;
    const made = this.#maker.batches(step);
    made.catch(() => {}); // thrown to whoever asks for this step
    this.#pending.set(step, made);
  }
}

/** Adds up how long callers waited. */
class WaitClock {
  readonly #nowMs: () => number;
  #startMs: number | undefined;
  #waitedMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async during<T>(wait: () => Promise<T>): Promise<T> {
    const begunMs = this.#nowMs();
    this.#startMs ??= begunMs;
    try {
      return await wait();
    } finally {
      this.#waitedMs += this.#nowMs() - begunMs;
    }
  }

  get share(): number {
    const elapsedMs = this.#startMs === undefined ? 0 : this.#nowMs() - this.#startMs;
    return elapsedMs === 0 ? 0 : this.#waitedMs / elapsedMs;
  }
}
