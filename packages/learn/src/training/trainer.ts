/**
 * Runs a training program update after update: each batch's graph gives gradients, which are summed over batches, averaged
 * over processes, and then move parameters and state in place.
 */
import {
  type BatchGraph,
  contributionsOf,
  gradientGraph,
  type ParameterSpec,
  type Scalars,
  slotOf,
  type TrainingState,
  trainingState,
  type UpdateConfig,
  updateInPlace,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { type DType, float32, type HostTensor, type NamedTensors } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { alone, type Communicator } from "./communicator.ts";
import { Contributions } from "./contributions.ts";
import type { GraphRunner, Metrics } from "./graph-runner.ts";
import { GraphSessions } from "./graph-sessions.ts";
import { GraphThreads } from "./graph-threads.ts";
import { shared, sharedZeros } from "./shared-memory.ts";

export interface ProgramConfig extends UpdateConfig {
  /** Compute forward values again for the gradients: less memory for more time. */
  readonly recomputes?: boolean;
}

/** What a run trains, and how. */
export interface TrainingProgram {
  /** A run may have several kinds of batch, such as one for each combination of views, on the same parameters. */
  readonly kinds: ReadonlyMap<string, BatchGraph>;
  readonly config: ProgramConfig;
  /** Batches of this process that share one update. */
  readonly batchesPerUpdate: number;
}

export interface Batch {
  readonly kind: string;
  readonly feeds: NamedTensors;
  /** Where its images come from, for messages. */
  readonly origin?: string;
}

export interface TrainerOptions {
  readonly session?: SessionOptions;
  /**
   * How many batches of an update are computed side by side, each in a thread of its own with its share of the session's
   * threads; 1 unless told, and one process only. It changes no result.
   */
  readonly replicas?: number;
  readonly communicator?: Communicator;
  /** Values that the graphs read and never change, by name. */
  readonly constants?: NamedTensors;
}

export interface Trainer {
  /** One update on `batchesPerUpdate` batches; the metrics are means over them and over all processes, before it. */
  update(batches: readonly Batch[], scalars: Scalars): Promise<Metrics>;
  /** Current values of every slot by name; the next update writes to the same arrays. */
  readonly state: NamedTensors;
  dispose(): Promise<void>;
}

/**
 * Opens a program. Its graphs are built when they are first needed.
 * @param initial Values by slot name; slots without one start at zero. Values are copied.
 * @throws {LearnError} `bad-config` for more replicas than parts of an update, on another device than the CPU, or in several
 *   processes.
 */
export function openTrainer(
  program: TrainingProgram,
  initial: NamedTensors,
  { session = {}, replicas = 1, communicator = alone, constants = new Map() }: TrainerOptions = {},
): Trainer {
  requireReplicas(replicas, program, { session, communicator });
  if (replicas === 1)
    return new ProgramTrainer({ program, communicator, constants }, trainingState(initial), {
      graphs: new GraphSessions(session),
      contributions: new Contributions(),
    });
  return new ProgramTrainer(
    { program, communicator, constants: allShared(constants) },
    allShared(trainingState(initial)),
    {
      graphs: new GraphThreads(replicas, session),
      contributions: new Contributions(sharedZeros),
    },
  );
}

/** @throws {LearnError} `bad-config` for replicas where threads of one process cannot be them. */
function requireReplicas(
  replicas: number,
  { batchesPerUpdate }: TrainingProgram,
  { session: { device = "cpu" }, communicator: { size } }: Required<Pick<TrainerOptions, "session" | "communicator">>,
): void {
  if (replicas === 1) return;
  if (replicas > batchesPerUpdate)
    throw new LearnError(
      "bad-config",
      `${replicas} replicas have ${batchesPerUpdate} part of each update to compute; cut it into more parts, or take fewer replicas`,
    );
  if (device !== "cpu") throw new LearnError("bad-config", `replicas run on the CPU, not on ${device}; leave them out`);
  if (size > 1) throw new LearnError("bad-config", "replicas are for one process; start more processes instead");
}

function allShared<D extends DType>(tensors: ReadonlyMap<string, HostTensor<D>>): Map<string, HostTensor<D>> {
  return new Map([...tensors].map(([name, tensor]) => [name, shared(tensor)]));
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
  readonly communicator: Communicator;
  readonly constants: NamedTensors;
}

interface Machinery {
  readonly graphs: GraphRunner;
  readonly contributions: Contributions;
}

class ProgramTrainer implements Trainer {
  readonly #parts: TrainerParts;
  readonly #graphs: GraphRunner;
  readonly #state: TrainingState;
  readonly #contributions: Contributions;

  constructor(parts: TrainerParts, state: TrainingState, { graphs, contributions }: Machinery) {
    this.#parts = parts;
    this.#graphs = graphs;
    this.#state = state;
    this.#contributions = contributions;
  }

  get state(): NamedTensors {
    return this.#state;
  }

  async update(batches: readonly Batch[], scalars: Scalars): Promise<Metrics> {
    const { program, communicator } = this.#parts;
    const kinds = await this.#kindsAnywhere(batches);
    this.#contributions.clear();
    const metrics: Metrics[] = [];
    for (let first = 0; first < batches.length; first += this.#graphs.lanes)
      metrics.push(...(await this.#contribute(batches.slice(first, first + this.#graphs.lanes), scalars)));
    this.#contributions.fill(kinds.flatMap(contributionsOf));
    await communicator.averageInPlace(this.#contributions.arrays());
    const how = { config: program.config, scalars };
    const gradientNorm = updateInPlace(this.#state, kinds, this.#contributions.sums, how);
    const names = new Set(kinds.flatMap((graph) => Object.keys(graph.metrics)));
    return { ...(await this.#averaged([...names], metrics)), gradientNorm };
  }

  /** The kinds that any process has a batch of: all processes must make the same update. */
  async #kindsAnywhere(batches: readonly Batch[]): Promise<BatchGraph[]> {
    const { program, communicator } = this.#parts;
    const kinds = [...program.kinds].sort(([a], [b]) => (a < b ? -1 : 1));
    const share = Float32Array.from(kinds, ([name]) => (batches.some(({ kind }) => kind === name) ? 1 : 0));
    await communicator.averageInPlace([share]);
    return kinds.flatMap(([, graph], i) => (share[i]! > 0 ? [graph] : []));
  }

  /** Batches of one update, a lane each. */
  async #contribute(batches: readonly Batch[], scalars: Scalars): Promise<Metrics[]> {
    const runs = batches.map((batch, lane) => this.#run(batch, lane, scalars));
    const metrics = await Promise.all(runs);
    batches.forEach((batch, lane) => {
      this.#contributions.add(contributionsOf(kindOf(this.#parts.program, batch)), lane);
    });
    return metrics;
  }

  #run(batch: Batch, lane: number, scalars: Scalars): Promise<Metrics> {
    const { program, constants } = this.#parts;
    const graph = kindOf(program, batch);
    const options = { weight: 1 / program.batchesPerUpdate, recomputes: program.config.recomputes ?? false };
    for (const { slot: name, shape } of graph.statistics ?? []) slotOf(this.#state, { name, shape }); // the loss may read it
    return this.#graphs.run(lane, {
      name: batch.kind,
      make: () => gradientGraph(graph, options),
      feeds: new Map([...constants, ...this.#state, ...batch.feeds, ...scalarFeeds(scalars)]),
      into: this.#contributions.targets(contributionsOf(graph), lane),
    });
  }

  /** Means of each metric over all batches of all processes that have it. */
  async #averaged(names: readonly string[], ofBatches: readonly Metrics[]): Promise<Metrics> {
    const values = names.map((name) => ofBatches.flatMap((metrics) => metrics[name] ?? []));
    const sums = Float32Array.from(values, (of) => of.reduce((sum, value) => sum + value, 0));
    const counts = Float32Array.from(values, (of) => of.length);
    await this.#parts.communicator.averageInPlace([sums, counts]);
    return Object.fromEntries(names.map((name, i) => [name, sums[i]! / counts[i]!]));
  }

  dispose(): Promise<void> {
    return this.#graphs.dispose();
  }
}

function kindOf({ kinds }: TrainingProgram, { kind }: Batch): BatchGraph {
  const graph = kinds.get(kind);
  if (!graph) throw new Error(`internal: no batch of kind ${kind} in a program of ${[...kinds.keys()].join(", ")}`);
  return graph;
}

function scalarFeeds(scalars: Scalars): (readonly [string, HostTensor])[] {
  return Object.entries(scalars).map(([name, value]) => [name, float32([], [value])] as const);
}
