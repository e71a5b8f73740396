/**
 * The few functions of MPI that training needs, called in Open MPI's library without a compiled add-on.
 *
 * Handles such as MPI_COMM_WORLD are addresses of variables in Open MPI, and numbers in MPICH, whose library this is not.
 * Source: MPI 3.1, and mpi.h of Open MPI 4.1.
 */
import type { LibraryHandle } from "koffi";
import { LearnError } from "../errors.ts";

/** MPI as one process sees it. Every call but `rank`, `size` and `abort` waits for all other processes to make it too. */
export interface MpiLibrary {
  readonly rank: number;
  readonly size: number;
  /** Replaces the numbers by their sums over all processes. */
  sumInPlace(values: Float32Array): Promise<void>;
  /** Replaces the bytes by those of the first process. */
  broadcastInPlace(bytes: Uint8Array): Promise<void>;
  finalize(): void;
  /** Ends every process of the job. */
  abort(exitCode: number): void;
}

/** The same file for every Open MPI from 1.10 to 5. */
const OPEN_MPI = "libmpi.so.40";
/** MPI_IN_PLACE, the address 1. */
const IN_PLACE = 1n;
/** Calls come from whichever thread is free, one at a time. */
const THREAD_SERIALIZED = 2;

/**
 * Joins the job that `mpirun` started this process in; once in a process's life.
 * @throws {LearnError} `no-mpi` when Open MPI is not installed, or cannot be called from threads.
 */
export async function joinJob(file = OPEN_MPI): Promise<MpiLibrary> {
  const library = await loadOpenMpi(file);
  const [world, float, byte, sum] = ["comm_world", "float", "byte", "op_sum"].map(
    (name) => library.symbol(`ompi_mpi_${name}`) as bigint,
  );
  assertThreadsAllowed(initialise(library));
  const allreduce = waitsInAnotherThread(library, "int MPI_Allreduce(void*, void*, int, void*, void*, void*)");
  const broadcast = waitsInAnotherThread(library, "int MPI_Bcast(void*, int, void*, int, void*)");
  const finalize = library.func("int MPI_Finalize()");
  const abort = library.func("int MPI_Abort(void*, int)");
  return {
    rank: numberOf(library, "int MPI_Comm_rank(void*, _Out_ int*)", world),
    size: numberOf(library, "int MPI_Comm_size(void*, _Out_ int*)", world),
    sumInPlace: (values) => allreduce(IN_PLACE, values, values.length, float, sum, world),
    broadcastInPlace: (bytes) => broadcast(bytes, bytes.length, byte, 0, world),
    finalize: () => void finalize(),
    abort: (exitCode) => void abort(world, exitCode),
  };
}

async function loadOpenMpi(file: string): Promise<LibraryHandle> {
  const { load } = await import("koffi"); // native code that only a parallel run needs
  try {
    return load(file, { global: true, lazy: true }); // global: its plug-ins look for its symbols there
  } catch (error) {
    throw new LearnError(
      "no-mpi",
      `Open MPI's ${file} cannot be loaded (${error instanceof Error ? error.message : String(error)}): install it (Debian and Ubuntu: apt install openmpi-bin libopenmpi3), or add its folder to LD_LIBRARY_PATH; other kinds of MPI, such as MPICH, do not serve`,
    );
  }
}

function initialise(library: LibraryHandle): number {
  const provided = [0];
  library.func("int MPI_Init_thread(void*, void*, int, _Out_ int*)")(null, null, THREAD_SERIALIZED, provided);
  return provided[0]!;
}

function assertThreadsAllowed(provided: number): void {
  if (provided < THREAD_SERIALIZED)
    throw new LearnError(
      "no-mpi",
      `this Open MPI was built without threads (level ${provided}, ${THREAD_SERIALIZED} is needed): install one with MPI_THREAD_SERIALIZED or more`,
    );
}

function numberOf(library: LibraryHandle, definition: string, world: unknown): number {
  const answer = [0];
  library.func(definition)(world, answer);
  return answer[0]!;
}

/** A function that takes its time, called aside so that timers and loaders go on. */
function waitsInAnotherThread(library: LibraryHandle, definition: string) {
  const { async: call } = library.func(definition);
  return (...args: readonly unknown[]): Promise<void> =>
    new Promise((resolve, reject) => {
      call(...args, (error: unknown, code: number) => {
        if (error) reject(error);
        else if (code === 0) resolve();
        else reject(new Error(`internal: ${definition} returned ${code}`));
      });
    });
}
