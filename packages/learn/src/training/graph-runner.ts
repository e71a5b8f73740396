/** What runs the gradient graphs of an update's batches. */
import type { GradientGraph } from "@cmrkit/nn";
import { cpuBlockElements, emit } from "@cmrkit/onnx";
import type { Session, SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";

export type Metrics = Readonly<Record<string, number>>;

/** A graph to run on one batch. */
export interface GraphRun {
  /** Of the graph: it is built when a batch of its kind first arrives. */
  readonly name: string;
  readonly make: () => GradientGraph;
  readonly feeds: NamedTensors;
  /** Memory that contributions are written to. */
  readonly into: NamedTensors;
}

export interface GraphRunner {
  /** How many batches run at a time. */
  readonly lanes: number;
  /** Returns the outputs that have no memory given: single numbers. */
  run(lane: number, graph: GraphRun): Promise<Metrics>;
  dispose(): Promise<void>;
}

/** The bytes of a graph for a device. */
export function graphBytes(graph: GradientGraph, { device = "cpu" }: SessionOptions): Uint8Array {
  return emit(graph.outputs, device === "cpu" ? { blockElements: cpuBlockElements } : {});
}

/** Runs a graph whose contributions go `into` memory of their own; returns its other outputs, which are single numbers. */
export async function metricsOf(session: Session, feeds: NamedTensors, into: NamedTensors): Promise<Metrics> {
  const results = await session.run(feeds, into);
  const names = session.outputNames.filter((name) => !into.has(name));
  return Object.fromEntries(names.map((name) => [name, Number(results.get(name)!.data[0])]));
}
