/** What a trainer and the threads that run its graphs say to each other. */
import type { SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import type { Metrics } from "./graph-runner.ts";

export type GraphRequest =
  | { readonly kind: "open"; readonly name: string; readonly bytes: Uint8Array; readonly options: SessionOptions }
  /** Tensors over shared memory are read and written where they are, others travel as copies. */
  | { readonly kind: "run"; readonly name: string; readonly feeds: NamedTensors; readonly into: NamedTensors }
  | { readonly kind: "close" };

export type GraphAnswer =
  | { readonly kind: "opened"; readonly inputNames: readonly string[] }
  | { readonly kind: "ran"; readonly metrics: Metrics }
  | { readonly kind: "closed" }
  /** Errors lose their class on the way between threads. */
  | { readonly kind: "failed"; readonly failure: string };
