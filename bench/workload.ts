/** What one process is asked to time, and what it answers: the contract between `contest.ts` and either worker. */
import type { ModelName } from "./models/index.ts";

export type Mode = "training" | "inference";

export interface Workload {
  readonly model: ModelName;
  readonly mode: Mode;
  /** Holds `weights.safetensors` and `batch.safetensors`. */
  readonly folder: string;
  readonly threads: number;
  /** Parts that cmrkit cuts the batch of a training step into, run side by side; PyTorch runs it whole. */
  readonly replicas: number;
  /** Whether a training step computes values between blocks again for the gradients, instead of keeping them. Not unless told. */
  readonly recomputes?: boolean;
  /** Runs before the clock counts. */
  readonly warmUps: number;
  readonly repeats: number;
}

/** A worker prints this as one line of JSON. */
export interface Timing {
  /** The framework and its version. */
  readonly engine: string;
  /** One entry for each repeat. */
  readonly milliseconds: readonly number[];
  /** Processor time of each repeat, over all threads: on one thread it tells the work apart from a busy machine. */
  readonly cpuMilliseconds: readonly number[];
  /** The loss of every step, warm-ups included, or the mean square of the output: both engines must agree on it. */
  readonly values: readonly number[];
  readonly peakMemoryMiB: number;
  /** What products and convolutions ask for in one run, in 10⁹ operations; PyTorch's side does not count. */
  readonly gigaflop?: number;
}
