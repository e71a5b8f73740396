/** The processes that one `mpirun` started to work on one task, of which this is one. */
import { alone, type JobCommunicator } from "@cmrkit/learn";
import { Misuse } from "./failure.ts";
import type { Job } from "./io.ts";

/** A job as the program's entry holds it. */
export interface OwnedJob extends Job {
  /** Leaves the others in peace, or ends them all where this process has failed and they would wait for it. */
  readonly end: (exitCode: number) => void;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param cores that this process may use.
 * @param join Joins the job of Open MPI's `mpirun`.
 */
export function jobOf(environment: Environment, cores: number, join: () => Promise<JobCommunicator>): OwnedJob {
  const { OMPI_COMM_WORLD_SIZE: size = "1", OMPI_COMM_WORLD_LOCAL_SIZE: onThisMachine = "1" } = environment;
  if (size === "1") return jobOfOne(environment);
  let joining: Promise<JobCommunicator> | undefined;
  let joined: JobCommunicator | undefined;
  const joinOnce = async () => {
    joined = await join();
    return joined;
  };
  return {
    communicator: () => {
      joining ??= joinOnce();
      return joining;
    },
    threads: Math.max(1, Math.floor(cores / Number(onThisMachine))),
    end: (exitCode) => (exitCode === 0 ? joined?.dispose() : joined?.abort(exitCode)),
  };
}

function jobOfOne(environment: Environment): OwnedJob {
  const communicator = async () => {
    assertNotOneOfMany(environment);
    return alone;
  };
  return { communicator, threads: undefined, end: () => {} };
}

/** Variables in which other launchers tell how many processes they started. */
const otherLaunchers = { PMI_SIZE: "an mpirun that is not Open MPI's", SLURM_STEP_NUM_TASKS: "srun" };

function assertNotOneOfMany(environment: Environment): void {
  for (const [variable, launcher] of Object.entries(otherLaunchers)) {
    const count = Number(environment[variable] ?? 1);
    if (count > 1)
      throw new Misuse(
        `${launcher} started ${count} processes that would each train alone: start them with mpirun of Open MPI (see docs/guides/many-processes.md)`,
      );
  }
}
