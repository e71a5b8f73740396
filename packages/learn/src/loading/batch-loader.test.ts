import { afterEach, expect, test } from "vitest";
import { type BatchLoader, openBatchLoader } from "./batch-loader.ts";
import type { DrawingInit } from "./testing/drawing-source.ts";

const drawing = new URL("./testing/drawing-source.ts", import.meta.url);
const open: BatchLoader[] = [];
afterEach(() => Promise.all(open.splice(0).map((loader) => loader.dispose())));

async function loaderOf(init: DrawingInit, workers: number, rest: { ahead?: number; nowMs?: () => number } = {}) {
  const loader = await openBatchLoader({ module: drawing, init, workers, ahead: 2, nowMs: () => 0, ...rest });
  open.push(loader);
  return loader;
}

async function drawn(loader: BatchLoader, steps: readonly number[]): Promise<readonly number[][]> {
  const values: number[][] = [];
  for (const step of steps) {
    const [batch] = await loader.batches(step);
    values.push(Array.from(batch!.feeds.get("image")!.data, Number));
  }
  return values;
}

test("no worker, one and two make equal batches, whichever step comes first", async () => {
  const steps = [1, 2, 3, 4, 5, 9, 10, 2];
  const inline = await drawn(await loaderOf({ seed: 2026 }, 0), steps);
  expect(inline[7]).toEqual(inline[1]);
  expect(inline[0]).not.toEqual(inline[1]);
  for (const workers of [1, 2]) expect(await drawn(await loaderOf({ seed: 2026 }, workers), steps)).toEqual(inline);
});

test.each([0, 1])("a batch that cannot be made is one error that names its step, with %i workers", async (workers) => {
  const loader = await loaderOf({ seed: 1, failsAt: 3 }, workers);
  await drawn(loader, [1, 2]);
  await expect(loader.batches(3)).rejects.toMatchObject({
    name: "LearnError",
    kind: "loading-failed",
    message: "the batches of step 3 cannot be made: RangeError: nothing to draw from",
  });
});

test("a worker that dies ends the wait, and every later one", async () => {
  const loader = await loaderOf({ seed: 1, diesAt: 2 }, 1, { ahead: 0 });
  await drawn(loader, [1]);
  const message = expect.stringMatching(/a loading worker ended with code 7 while it made the batches of step 2/);
  await expect(loader.batches(2)).rejects.toMatchObject({ kind: "loading-failed", message });
  await expect(loader.batches(3)).rejects.toMatchObject({ kind: "loading-failed", message });
});

test("a source that cannot be opened, and a module that has none, are refused", async () => {
  const unopened = await loaderOf({ seed: Number.NaN }, 1);
  await expect(unopened.batches(1)).rejects.toThrow("TypeError: the seed is no number");
  const module = new URL("./batch-source.ts", import.meta.url);
  const sourceless = openBatchLoader({ module, init: {}, workers: 0, ahead: 1, nowMs: () => 0 });
  await expect(sourceless).rejects.toThrow(/batch-source\.ts exports no function createBatchSource/);
});

test("no more than `ahead` updates are made beyond the one asked for, and none beyond the last", async () => {
  const loader = await loaderOf({ seed: 1, failsAt: 4, diesAt: 5 }, 1, { ahead: 2 });
  await drawn(loader, [1, 2]); // 3 and 4 are begun; 5, which would end the worker, is not
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await drawn(loader, [3])).toHaveLength(1);
  const ending = await openBatchLoader({
    ...{ module: drawing, init: { seed: 1, diesAt: 3 }, workers: 1, ahead: 9, nowMs: () => 0, lastStep: 2 },
  });
  open.push(ending);
  expect(await drawn(ending, [1, 2])).toHaveLength(2);
});

test("the share of time spent waiting is measured from the first request", async () => {
  let timeMs = 100;
  const loader = await loaderOf({ seed: 1 }, 0, { nowMs: () => timeMs });
  expect(loader.waitedShare).toBe(0);
  const first = loader.batches(1);
  timeMs = 130;
  await first;
  timeMs = 200;
  expect(loader.waitedShare).toBeCloseTo(0.3);
});

test.each([0, 1])("a warning reaches whoever opened the loader, with %i workers", async (workers) => {
  const warnings: string[] = [];
  const init: DrawingInit = { seed: 1, warning: "the disk is full" };
  const onWarning = (message: string) => warnings.push(message);
  const loader = await openBatchLoader({ module: drawing, init, workers, ahead: 0, nowMs: () => 0, onWarning });
  open.push(loader);
  await drawn(loader, [1]);
  expect(warnings).toEqual(["the disk is full"]);
});
