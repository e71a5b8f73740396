import { expect, test } from "vitest";
import { joinJob } from "./mpi-library.ts";

test("a machine without Open MPI is told what to install", async () => {
  await expect(joinJob("libmpi-of-nobody.so")).rejects.toMatchObject({
    kind: "no-mpi",
    message: expect.stringMatching(/libmpi-of-nobody\.so cannot be loaded .* apt install openmpi-bin libopenmpi3/),
  });
});
