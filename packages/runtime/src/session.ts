/** The one interface of every runtime: a model goes in, tensors go through. */
import type { NamedTensors } from "@cmrkit/tensor";

/** Where a model runs. `cpu` and `cuda` belong to Node, `wasm` to browsers, `webgpu` to both. */
export type Device = "cpu" | "cuda" | "wasm" | "webgpu";

/** A model's bytes, with values for some of its inputs: weights that the runtime may pack and fold. */
export interface ModelBytes {
  readonly bytes: Uint8Array;
  readonly weights?: NamedTensors;
}

export interface SessionOptions {
  readonly device?: Device;
  /** Threads within an operator; by default one for each core. */
  readonly threads?: number;
  /** Write a profile of every operator to files that begin with this path (Node only). */
  readonly profilePrefix?: string;
}

/** A loaded model. It holds native memory until disposed. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the model and returns every output.
   *
   * An output named in `into` is written to that tensor's memory, so that state can live in two sets of buffers swapped
   * at each step; it must not share memory with a feed.
   * @throws {RuntimeFailure} `run-failed` with what the runtime said.
   */
  run(feeds: NamedTensors, into?: NamedTensors): Promise<NamedTensors>;
  /** Frees the model and ends its profile, if one was asked for. */
  dispose(): Promise<void>;
}

export type OpenSession = (model: ModelBytes | Uint8Array, options?: SessionOptions) => Promise<Session>;
