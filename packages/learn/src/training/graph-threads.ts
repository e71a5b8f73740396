/** Gradient graphs in threads of their own: as many batches of an update side by side as there are threads. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { RuntimeFailure, type SessionOptions } from "@cmrkit/runtime";
import type { GraphAnswer, GraphRequest } from "./graph-messages.ts";
import { type GraphRun, type GraphRunner, graphBytes, type Metrics } from "./graph-runner.ts";

const WORKER_SCRIPT = new URL("./graph-worker.ts", import.meta.url);

/**
 * A class for its resource: threads. State and contributions must lie in shared memory, or they are copied at every run, and
 * what a graph writes is lost.
 */
export class GraphThreads implements GraphRunner {
  readonly lanes: number;
  readonly #options: SessionOptions;
  readonly #bytes = new Map<string, Uint8Array>();
  readonly #threads: readonly GraphThread[];

  /** @param options Their `threads` are shared out among the lanes; by default each lane has one. */
  constructor(lanes: number, { threads = lanes, ...options }: SessionOptions) {
    this.lanes = lanes;
    this.#options = { ...options, threads: Math.max(1, Math.floor(threads / lanes)) };
    this.#threads = Array.from({ length: lanes }, () => new GraphThread());
  }

  /** @throws {RuntimeFailure} `run-failed` when the graph cannot be opened or run, or the thread has ended. */
  run(lane: number, { name, make, feeds, into }: GraphRun): Promise<Metrics> {
    const bytes = this.#bytes.get(name) ?? graphBytes(make(), this.#options);
    this.#bytes.set(name, bytes);
    return this.#threads[lane]!.run({ name, bytes, options: this.#options }, feeds, into);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.dispose()));
  }
}

interface Opening {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options: SessionOptions;
}

/** One thread, asked one thing at a time. */
class GraphThread {
  readonly #worker = new Worker(WORKER_SCRIPT);
  /** Settles when the thread has ended, also for who asks after that. */
  readonly #ended = endOf(this.#worker);
  readonly #inputs = new Map<string, readonly string[]>();
  /** Settles when all that was asked so far is answered. */
  #idle: Promise<unknown> = Promise.resolve();

  async run({ name, bytes, options }: Opening, feeds: GraphRun["feeds"], into: GraphRun["into"]): Promise<Metrics> {
    if (!this.#inputs.has(name)) {
      const opened = await this.#ask({ kind: "open", name, bytes, options });
      if (opened.kind === "opened") this.#inputs.set(name, opened.inputNames);
    }
    const wanted = this.#inputs.get(name)!.flatMap((input) => {
      const value = feeds.get(input);
      return value ? [[input, value] as const] : []; // the runtime names what is missing
    });
    const answer = await this.#ask({ kind: "run", name, feeds: new Map(wanted), into });
    return answer.kind === "ran" ? answer.metrics : {};
  }

  async dispose(): Promise<void> {
    await this.#ask({ kind: "close" }).catch(() => {}); // of a thread that has ended nothing is left to free
    await this.#worker.terminate();
  }

  #ask(request: GraphRequest): Promise<Exclude<GraphAnswer, { kind: "failed" }>> {
    const answer = this.#idle.then(() => this.#answerTo(request));
    this.#idle = answer.catch(() => {});
    return answer;
  }

  async #answerTo(request: GraphRequest): Promise<Exclude<GraphAnswer, { kind: "failed" }>> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const answered = once(this.#worker, "message", { signal }).then(([answer]) => answer as GraphAnswer);
    answered.catch(() => {});
    this.#worker.postMessage(request);
    const answer = await Promise.race([answered, this.#ended]).finally(() => waiting.abort());
    if (answer.kind === "failed") throw new RuntimeFailure("run-failed", answer.failure);
    return answer;
  }
}

async function endOf(worker: Worker): Promise<Extract<GraphAnswer, { kind: "failed" }>> {
  const reason = await once(worker, "exit").then(
    ([code]) => `with code ${code}`,
    (error) => `by ${String(error)}`,
  );
  return { kind: "failed", failure: `a training thread ended ${reason}` };
}
