/** What a command may touch of the world, so that tests can put another one in its place. */
import type { Communicator } from "@cmrkit/learn";
import type { SessionOptions } from "@cmrkit/runtime";
import type { OutlineJudge, Segmenter } from "@cmrkit/study";

export interface CliIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether stderr is a terminal, on which a line can be drawn over. */
  readonly isStderrTerminal: boolean;
  /** Whether failures show where in the program they arose (CMR_DEBUG=1). */
  readonly showsStackTraces: boolean;
  /** Milliseconds from an arbitrary start. */
  readonly nowMs: () => number;
  /** The date and time that results carry. */
  readonly now: () => Date;
  /** The processes that work on one task together. */
  readonly job: Job;
  readonly openSegmenter: (modelFolder: string, options: SessionOptions) => Promise<Segmenter>;
  readonly openJudge: (modelFolder: string, options: SessionOptions) => Promise<OutlineJudge>;
}

/** The processes that work on one task together, as one of them sees them. */
export interface Job {
  /**
   * How this process speaks with the others; joins them when it is first asked for.
   * @throws {Misuse} when another launcher than Open MPI's has started several processes, which would each work alone.
   */
  readonly communicator: () => Promise<Communicator>;
  /** Threads for this process, where several share the cores of a machine. */
  readonly threads: number | undefined;
}

/** What a command gives back: 0 done, 1 failed, 2 misused. */
export type ExitCode = 0 | 1 | 2;
