import { Worker } from "node:worker_threads";
import { input, reduceSum } from "@cmrkit/graph";
import { float32 } from "@cmrkit/tensor";
import { afterEach, expect, test, vi } from "vitest";
import type { GraphRun } from "./graph-runner.ts";
import { GraphThreads } from "./graph-threads.ts";

afterEach(() => vi.restoreAllMocks());

test("a thread that has ended refuses what it is asked afterwards, and can be disposed of", async () => {
  const post = vi.spyOn(Worker.prototype, "postMessage");
  const threads = new GraphThreads(1, {});
  const run: GraphRun = {
    name: "sum",
    make: () => ({ outputs: { loss: reduceSum(input("x", "float32", [2]), { axes: [0] }) }, contributions: [] }),
    feeds: new Map([["x", float32([2], Float32Array.of(1, 2))]]),
    into: new Map(),
  };
  expect(await threads.run(0, run)).toEqual({ loss: 3 });
  await (post.mock.contexts[0] as Worker).terminate();
  await expect(threads.run(0, run)).rejects.toThrow("a training thread ended with code 1");
  await threads.dispose();
});
