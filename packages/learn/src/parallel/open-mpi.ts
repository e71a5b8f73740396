/** The processes of one `mpirun` as a communicator. */
import type { Communicator } from "../training/communicator.ts";
import { throughBucket } from "./buckets.ts";
import { joinJob, type MpiLibrary } from "./mpi-library.ts";

export interface JobCommunicator extends Communicator {
  /** Ends every process of the job at once; for a process that cannot go on, since the others would wait for it. */
  abort(exitCode: number): void;
}

/** 16 MiB: large enough that starting a message costs nothing beside it, small enough to stay near the cores. */
const BUCKET_LENGTH = 2 ** 22;

/**
 * Joins the job that `mpirun` started this process in; once in a process's life.
 *
 * Open MPI knows no failure of a single process: when one dies, `mpirun` says so and ends the others.
 * @throws {LearnError} `no-mpi`
 */
export async function openMpi(): Promise<JobCommunicator> {
  return new MpiCommunicator(await joinJob());
}

class MpiCommunicator implements JobCommunicator {
  readonly #mpi: MpiLibrary;
  readonly #bucket = new Float32Array(BUCKET_LENGTH);
  /** MPI takes one call at a time. */
  #last: Promise<void> = Promise.resolve();

  constructor(mpi: MpiLibrary) {
    this.#mpi = mpi;
  }

  get rank(): number {
    return this.#mpi.rank;
  }

  get size(): number {
    return this.#mpi.size;
  }

  averageInPlace(values: readonly Float32Array[]): Promise<void> {
    return this.#inTurn(() => throughBucket(values, this.#bucket, (filled) => this.#average(filled)));
  }

  broadcastInPlace(bytes: Uint8Array): Promise<void> {
    return this.#inTurn(() => this.#mpi.broadcastInPlace(bytes));
  }

  dispose(): void {
    this.#mpi.finalize();
  }

  abort(exitCode: number): void {
    this.#mpi.abort(exitCode);
  }

  async #average(filled: Float32Array): Promise<void> {
    await this.#mpi.sumInPlace(filled);
    const { size } = this;
    for (let i = 0; i < filled.length; i++) filled[i]! /= size;
  }

  #inTurn(call: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(call);
    return this.#last;
  }
}
