/**
 * Runs the graphs of a training program update after update. Parameters and state live in two sets of buffers: a graph
 * reads one and writes the other, then they change places, so nothing is copied.
 */
import {
  accumulatedUpdateGraph,
  accumulationGraph,
  accumulationSlots,
  type BatchGraph,
  type ParameterSpec,
  type StateSlot,
  type TrainingConfig,
  trainingGraph,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { float32, type HostTensor, type NamedTensors } from "@cmrkit/tensor";
import { alone, type Communicator } from "./communicator.ts";
import { GraphSessions, type Metrics } from "./graph-sessions.ts";
import { SwappedBuffers } from "./swapped-buffers.ts";

/** What a run trains, and how. */
export interface TrainingProgram {
  /** A run may have several kinds of batch, such as one for each combination of views, on the same parameters. */
  readonly kinds: ReadonlyMap<string, BatchGraph>;
  readonly config: TrainingConfig;
  /** Batches of this process that share one update. */
  readonly batchesPerUpdate: number;
}

export interface Batch {
  readonly kind: string;
  readonly feeds: NamedTensors;
  /** Where its images come from, for messages. */
  readonly origin?: string;
}

/** Numbers fed at each update: `learningRate`, `step` (from 1), `emaDecay` and whatever the program reads besides. */
export type Scalars = Readonly<Record<string, number>>;

export interface TrainerOptions {
  readonly session?: SessionOptions;
  readonly communicator?: Communicator;
  /** Values that the graphs read and never change, by name. */
  readonly constants?: NamedTensors;
}

export interface Trainer {
  /** One update on `batchesPerUpdate` batches; the metrics are means over them and over all processes, before it. */
  update(batches: readonly Batch[], scalars: Scalars): Promise<Metrics>;
  /** Current values of every slot by name; valid until the next update but one. */
  readonly state: NamedTensors;
  dispose(): Promise<void>;
}

/**
 * Opens a program. Its graphs are built when they are first needed.
 * @param initial Values by slot name; slots without one start at zero. Values are copied.
 */
export function openTrainer(
  program: TrainingProgram,
  initial: NamedTensors,
  { session = {}, communicator = alone, constants = new Map() }: TrainerOptions = {},
): Trainer {
  const graphs = new GraphSessions(session);
  const state = new SwappedBuffers(initial);
  const parts = { program, graphs, state, constants };
  return program.batchesPerUpdate === 1 && communicator.size === 1
    ? new WholeStepTrainer(parts)
    : new HalfStepTrainer(parts, communicator);
}

/** Values of trained parameters and buffers split as `openTrainer` takes them. */
export function splitBuffers(
  specs: readonly ParameterSpec[],
  values: NamedTensors,
): { initial: Map<string, HostTensor>; constants: Map<string, HostTensor> } {
  const of = (isBuffer: boolean) =>
    new Map(specs.filter((spec) => spec.isBuffer === isBuffer).map(({ name }) => [name, values.get(name)!]));
  return { initial: of(false), constants: of(true) };
}

interface TrainerParts {
  readonly program: TrainingProgram;
  readonly graphs: GraphSessions;
  readonly state: SwappedBuffers;
  readonly constants: NamedTensors;
}

/** Loss, gradients and update in one graph. */
class WholeStepTrainer implements Trainer {
  readonly #parts: TrainerParts;

  constructor(parts: TrainerParts) {
    this.#parts = parts;
  }

  get state(): NamedTensors {
    return this.#parts.state.current;
  }

  async update([batch, ...more]: readonly Batch[], scalars: Scalars): Promise<Metrics> {
    if (!batch || more.length > 0) throw new Error("internal: this program takes one batch an update");
    const { program, graphs, state, constants } = this.#parts;
    const graph = await graphs.open(batch.kind, () => trainingGraph(kindOf(program, batch), program.config));
    return graph.run(state, new Map([...constants, ...batch.feeds, ...scalarFeeds(scalars)]));
  }

  dispose(): Promise<void> {
    return this.#parts.graphs.dispose();
  }
}

/** Sums of gradients over batches, their mean over processes, then the update. */
class HalfStepTrainer implements Trainer {
  readonly #parts: TrainerParts;
  readonly #communicator: Communicator;
  readonly #sums = new SwappedBuffers(new Map());

  constructor(parts: TrainerParts, communicator: Communicator) {
    this.#parts = parts;
    this.#communicator = communicator;
  }

  get state(): NamedTensors {
    return this.#parts.state.current;
  }

  async update(batches: readonly Batch[], scalars: Scalars): Promise<Metrics> {
    const { graphs, state, constants } = this.#parts;
    const fixed = new Map([...constants, ...scalarFeeds(scalars)]);
    const kinds = await this.#kindsAnywhere(batches);
    this.#sums.clear(kinds.flatMap(([, graph]) => accumulationSlots(graph)));
    const metrics = await this.#accumulate(batches, fixed);
    await this.#communicator.averageInPlace(this.#sums.arrays());
    const graphsOfKinds = kinds.map(([, graph]) => graph);
    const update = await graphs.open(`update/${kinds.map(([name]) => name).join("/")}`, () =>
      accumulatedUpdateGraph(graphsOfKinds, this.#parts.program.config),
    );
    const { gradientNorm } = await update.run(state, new Map([...fixed, ...this.#sums.current]));
    const names = new Set(graphsOfKinds.flatMap((graph) => Object.keys(graph.metrics)));
    return { ...(await this.#averaged([...names], metrics)), gradientNorm: gradientNorm! };
  }

  /** The kinds that any process has a batch of: all processes must make the same update. */
  async #kindsAnywhere(batches: readonly Batch[]): Promise<(readonly [string, BatchGraph])[]> {
    const kinds = [...this.#parts.program.kinds].sort(([a], [b]) => (a < b ? -1 : 1));
    const share = Float32Array.from(kinds, ([name]) => (batches.some(({ kind }) => kind === name) ? 1 : 0));
    await this.#communicator.averageInPlace([share]);
    return kinds.filter((_, i) => share[i]! > 0);
  }

  async #accumulate(batches: readonly Batch[], fixed: NamedTensors): Promise<Metrics[]> {
    const { program, graphs, state } = this.#parts;
    const metrics: Metrics[] = [];
    for (const batch of batches) {
      const make = () => accumulationGraph(kindOf(program, batch), program.batchesPerUpdate, program.config);
      const half = await graphs.open(batch.kind, make);
      state.currentOf(statisticSlots(kindOf(program, batch))); // the loss may read them before they were ever written
      metrics.push(await half.run(this.#sums, new Map([...fixed, ...state.current, ...batch.feeds])));
    }
    return metrics;
  }

  /** Means of each metric over all batches of all processes that have it. */
  async #averaged(names: readonly string[], ofBatches: readonly Metrics[]): Promise<Metrics> {
    const values = names.map((name) => ofBatches.flatMap((metrics) => metrics[name] ?? []));
    const sums = Float32Array.from(values, (of) => of.reduce((sum, value) => sum + value, 0));
    const counts = Float32Array.from(values, (of) => of.length);
    await this.#communicator.averageInPlace([sums, counts]);
    return Object.fromEntries(names.map((name, i) => [name, sums[i]! / counts[i]!]));
  }

  dispose(): Promise<void> {
    return this.#parts.graphs.dispose();
  }
}

function kindOf({ kinds }: TrainingProgram, { kind }: Batch): BatchGraph {
  const graph = kinds.get(kind);
  if (!graph) throw new Error(`internal: no batch of kind ${kind} in a program of ${[...kinds.keys()].join(", ")}`);
  return graph;
}

function statisticSlots({ statistics = [] }: BatchGraph): Pick<StateSlot, "name" | "shape">[] {
  return statistics.map(({ slot, shape }) => ({ name: slot, shape }));
}

function scalarFeeds(scalars: Scalars): (readonly [string, HostTensor])[] {
  return Object.entries(scalars).map(([name, value]) => [name, float32([], [value])] as const);
}
