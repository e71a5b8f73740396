import type { JobCommunicator } from "@cmrkit/learn";
import { describe, expect, test } from "vitest";
import { jobOf } from "./job.ts";

/** What a job did with the others, in order. */
function joinable() {
  const calls: string[] = [];
  const join = async (): Promise<JobCommunicator> => {
    calls.push("join");
    return {
      rank: 1,
      size: 4,
      averageInPlace: async () => {},
      broadcastInPlace: async () => {},
      dispose: () => void calls.push("dispose"),
      abort: (exitCode) => void calls.push(`abort ${exitCode}`),
    };
  };
  return { calls, join };
}

const byMpirun = { OMPI_COMM_WORLD_SIZE: "4", OMPI_COMM_WORLD_LOCAL_SIZE: "2" };

describe("a job", () => {
  test.each([
    ["no launcher", {}],
    ["mpirun -n 1", { OMPI_COMM_WORLD_SIZE: "1", OMPI_COMM_WORLD_LOCAL_SIZE: "1" }],
    ["a Slurm batch script", { SLURM_NTASKS: "4", SLURM_PROCID: "0" }],
  ])("of %s is one process with all cores", async (_launcher, environment) => {
    const { calls, join } = joinable();
    const job = jobOf(environment, 8, join);
    expect(await job.communicator()).toMatchObject({ rank: 0, size: 1 });
    expect(job.threads).toBeUndefined();
    job.end(1);
    expect(calls).toEqual([]);
  });

  test("of mpirun is joined once, and left when all went well", async () => {
    const { calls, join } = joinable();
    const job = jobOf(byMpirun, 8, join);
    expect(await job.communicator()).toBe(await job.communicator());
    job.end(0);
    expect(calls).toEqual(["join", "dispose"]);
  });

  test("of mpirun ends with the process that fails", async () => {
    const { calls, join } = joinable();
    const job = jobOf(byMpirun, 8, join);
    await job.communicator();
    job.end(2);
    expect(calls).toEqual(["join", "abort 2"]);
  });

  test("that nobody joined has nothing to end", () => {
    const { calls, join } = joinable();
    jobOf(byMpirun, 8, join).end(1);
    expect(calls).toEqual([]);
  });

  test("shares the cores of a machine among its processes there", () => {
    const { join } = joinable();
    expect(jobOf(byMpirun, 9, join).threads).toBe(4);
    expect(jobOf(byMpirun, 1, join).threads).toBe(1);
  });

  test.each([
    [{ PMI_SIZE: "4" }, "an mpirun that is not Open MPI's started 4 processes that would each train alone"],
    [{ SLURM_STEP_NUM_TASKS: "2" }, "srun started 2 processes that would each train alone"],
  ])("of another launcher is refused when it is to be joined: %o", async (environment, message) => {
    await expect(jobOf(environment, 8, joinable().join).communicator()).rejects.toThrow(message);
  });
});
