/** Gradient graphs in this thread, one batch after another. */
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import { type GraphRun, type GraphRunner, graphBytes, type Metrics, metricsOf } from "./graph-runner.ts";

/** A class because it holds sessions. */
export class GraphSessions implements GraphRunner {
  readonly lanes = 1;
  readonly #options: SessionOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  async run(_lane: number, graph: GraphRun): Promise<Metrics> {
    return metricsOf(await this.#open(graph), graph.feeds, graph.into);
  }

  /** Forgets the graph when it is open: only what the runtime holds stays. */
  async #open({ name, make }: GraphRun): Promise<Session> {
    const known = this.#sessions.get(name);
    if (known) return known;
    const opened = await openSession(graphBytes(make(), this.#options), this.#options);
    this.#sessions.set(name, opened);
    return opened;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.dispose()));
  }
}
