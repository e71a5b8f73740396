/** Gradient graphs made runnable: each with its session, opened when a batch of its kind first arrives. */
import type { GradientGraph } from "@cmrkit/nn";
import { cpuBlockElements, emit } from "@cmrkit/onnx";
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";

export type Metrics = Readonly<Record<string, number>>;

/** A class because it holds sessions. */
export class GraphSessions {
  readonly #options: SessionOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Opens the graph of a name, which `make` builds the first time, and forgets it: only what the runtime holds stays. */
  async open(name: string, make: () => GradientGraph): Promise<Session> {
    const known = this.#sessions.get(name);
    if (known) return known;
    const onCpu = (this.#options.device ?? "cpu") === "cpu";
    const bytes = emit(make().outputs, onCpu ? { blockElements: cpuBlockElements } : {});
    const opened = await openSession(bytes, this.#options);
    this.#sessions.set(name, opened);
    return opened;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.dispose()));
  }
}

/** Runs a graph whose contributions go `into` memory of their own; returns its other outputs, which are single numbers. */
export async function metricsOf(session: Session, feeds: NamedTensors, into: NamedTensors): Promise<Metrics> {
  const results = await session.run(feeds, into);
  const names = session.outputNames.filter((name) => !into.has(name));
  return Object.fromEntries(names.map((name) => [name, Number(results.get(name)!.data[0])]));
}
