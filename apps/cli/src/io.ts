/** What a command may touch of the world, so that tests can put another one in its place. */
import type { SessionOptions } from "@cmrkit/runtime";
import type { Segmenter } from "@cmrkit/study";
import type { Job } from "./job.ts";

export interface CliIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether stderr is a terminal, on which a line can be drawn over. */
  readonly isStderrTerminal: boolean;
  /** Whether failures show where in the program they arose (CMR_DEBUG=1). */
  readonly showsStackTraces: boolean;
  /** Milliseconds from an arbitrary start. */
  readonly nowMs: () => number;
  /** The processes that work on one task together. */
  readonly job: Job;
  readonly openSegmenter: (modelFolder: string, options: SessionOptions) => Promise<Segmenter>;
}

/** What a command gives back: 0 done, 1 failed, 2 misused. */
export type ExitCode = 0 | 1 | 2;
