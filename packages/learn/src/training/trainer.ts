/**
 * Runs a training graph step after step. Parameters and state live in two sets of buffers: a step reads one and writes
 * the other, then they change places, so nothing is copied.
 */
import type { ParameterSpec, StateSlot, TrainingGraph } from "@cmrkit/nn";
import { cpuBlockElements, emit } from "@cmrkit/onnx";
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import { float32, type HostTensor, type NamedTensors, zeros } from "@cmrkit/tensor";

/** Numbers that the host sets at each update. */
export interface UpdateScalars {
  readonly learningRate: number;
  /** Counts updates from 1. */
  readonly step: number;
  readonly emaDecay: number;
}

export type Metrics = Readonly<Record<string, number>>;

export interface Trainer {
  /** One update on one batch; the metrics are those of the state before it. */
  update(batch: NamedTensors, scalars: UpdateScalars): Promise<Metrics>;
  /** Current values of every slot by name; valid until the next update but one. */
  readonly state: NamedTensors;
  dispose(): Promise<void>;
}

/**
 * Opens a training graph.
 * @param initial Values by slot name; slots without one start at zero. Values are copied.
 * @param buffers Values of untrained parameters that the graph reads.
 */
export async function openTrainer(
  graph: TrainingGraph,
  initial: NamedTensors,
  buffers: NamedTensors = new Map(),
  options: SessionOptions = {},
): Promise<Trainer> {
  const blockElements = (options.device ?? "cpu") === "cpu" ? cpuBlockElements : undefined;
  const session = await openSession(emit(graph.outputs, blockElements === undefined ? {} : { blockElements }), options);
  const metricNames = session.outputNames.filter((name) => !graph.slots.some(({ successor }) => successor === name));
  return new SwappingTrainer(session, graph.slots, metricNames, initial, buffers);
}

/** Values of trained parameters and buffers split as `openTrainer` takes them. */
export function splitBuffers(
  specs: readonly ParameterSpec[],
  values: NamedTensors,
): { initial: Map<string, HostTensor>; buffers: Map<string, HostTensor> } {
  const of = (isBuffer: boolean) =>
    new Map(specs.filter((spec) => spec.isBuffer === isBuffer).map(({ name }) => [name, values.get(name)!]));
  return { initial: of(false), buffers: of(true) };
}

class SwappingTrainer implements Trainer {
  readonly #session: Session;
  readonly #slots: readonly StateSlot[];
  readonly #metricNames: readonly string[];
  readonly #buffers: NamedTensors;
  #current: Map<string, HostTensor>;
  #next: Map<string, HostTensor>;

  constructor(
    session: Session,
    slots: readonly StateSlot[],
    metricNames: readonly string[],
    initial: NamedTensors,
    buffers: NamedTensors,
  ) {
    this.#session = session;
    this.#slots = slots;
    this.#metricNames = metricNames;
    this.#buffers = buffers;
    this.#current = new Map(
      slots.map(({ name, shape }) => [name, copyOf(initial.get(name)) ?? zeros("float32", shape)]),
    );
    this.#next = new Map(slots.map(({ name, shape }) => [name, zeros("float32", shape)]));
  }

  get state(): NamedTensors {
    return this.#current;
  }

  async update(batch: NamedTensors, { learningRate, step, emaDecay }: UpdateScalars): Promise<Metrics> {
    const scalars = Object.entries({ learningRate, step, emaDecay }).map(
      ([name, value]) => [name, float32([], [value])] as const,
    );
    const feeds = new Map<string, HostTensor>([...this.#buffers, ...this.#current, ...batch, ...scalars]);
    const into = new Map(this.#slots.map(({ name, successor }) => [successor, this.#next.get(name)!]));
    const results = await this.#session.run(feeds, into);
    [this.#current, this.#next] = [this.#next, this.#current];
    return Object.fromEntries(this.#metricNames.map((name) => [name, Number(results.get(name)!.data[0])]));
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}

function copyOf(tensor: HostTensor | undefined): HostTensor | undefined {
  return tensor && { ...tensor, data: tensor.data.slice() };
}
