/** Training graphs made runnable: each with its session, on buffers that several of them share. */
import type { TrainingGraph } from "@cmrkit/nn";
import { cpuBlockElements, emit } from "@cmrkit/onnx";
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import type { SwappedBuffers } from "./swapped-buffers.ts";

export type Metrics = Readonly<Record<string, number>>;

/** Opens each graph when it is first asked for. A class because it holds sessions. */
export class GraphSessions {
  readonly #options: SessionOptions;
  readonly #sessions = new Map<string, GraphSession>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The graph of a name, which `make` builds the first time. */
  async open(name: string, make: () => TrainingGraph): Promise<GraphSession> {
    const known = this.#sessions.get(name);
    if (known) return known;
    const graph = make();
    const onCpu = (this.#options.device ?? "cpu") === "cpu";
    const bytes = emit(graph.outputs, onCpu ? { blockElements: cpuBlockElements } : {});
    const opened = new GraphSession(await openSession(bytes, this.#options), graph);
    this.#sessions.set(name, opened);
    return opened;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.dispose()));
  }
}

/** One graph and its session. */
export class GraphSession {
  readonly #session: Session;
  readonly #graph: TrainingGraph;
  readonly #metricNames: readonly string[];

  constructor(session: Session, graph: TrainingGraph) {
    this.#session = session;
    this.#graph = graph;
    const successors = new Set(graph.slots.map(({ successor }) => successor));
    this.#metricNames = session.outputNames.filter((name) => !successors.has(name));
  }

  /** Replaces the graph's slots among the buffers; returns its other outputs, which are single numbers. */
  async run(buffers: SwappedBuffers, feeds: NamedTensors): Promise<Metrics> {
    const { slots } = this.#graph;
    const into = buffers.successorsOf(slots);
    const results = await this.#session.run(new Map([...buffers.currentOf(slots), ...feeds]), into);
    buffers.swap(slots);
    return Object.fromEntries(this.#metricNames.map((name) => [name, Number(results.get(name)!.data[0])]));
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}
