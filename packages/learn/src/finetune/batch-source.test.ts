import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromColumns, makeGrid, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { openBatchLoader } from "../loading/batch-loader.ts";
import type { FinetuneBatchInit } from "./batch-source.ts";
import { imageMemory } from "./image-memory.ts";
import { listExamples } from "./listed-example.ts";
import { finetunePlan } from "./plan.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";

const config = smallFinetune({ split: { validation: "1" } });
const steps = [1, 2, 3, 9, 2];

/** Of one phase of a drawn patient: 3 slices of 24 × 24 pixels, and their classes twice. */
const BYTES_OF_IMAGE = 3 * 24 * 24 * (4 + 1 + 1);

async function initOf(dataFolder: string, imageBytes: number, dropPath = 0): Promise<FinetuneBatchInit> {
  const { training } = finetunePlan(config, dataFolder);
  const examples = await listExamples(training, config, imageMemory(imageBytes), () => {});
  return { config, examples, statistics: undefined, noise: { dropPath } };
}

async function drawn(init: FinetuneBatchInit, workers: number) {
  const module = new URL("./batch-source.ts", import.meta.url);
  const loader = await openBatchLoader({ module, init, workers, ahead: 2 * workers, nowMs: () => 0 });
  try {
    const batches = [];
    for (const step of steps) batches.push(...(await loader.batches(step)));
    return batches;
  } finally {
    await loader.dispose();
  }
}

/** Each thread loads its modules anew, which takes long where all cores are busy. */
const TIMEOUT_MS = 180_000;

test("batches are the same for no worker and for two, and however much memory holds", {
  timeout: TIMEOUT_MS,
}, async () => {
  const data = writeDrawnPatients(4);
  const whole = await initOf(data, Number.POSITIVE_INFINITY, 4);
  const part = await initOf(data, 2.5 * BYTES_OF_IMAGE, 4);
  const none = await initOf(data, 0, 4);
  expect([whole, part, none].map(({ examples }) => examples.filter(({ image }) => image).length)).toEqual([6, 2, 0]);
  const inline = await drawn(whole, 0);
  expect(inline[4]).toEqual(inline[1]);
  expect(inline[0]!.feeds.get("image")).not.toEqual(inline[1]!.feeds.get("image"));
  expect(await drawn(part, 0)).toEqual(inline);
  expect(await drawn(none, 2)).toEqual(inline);
});

test("numbers for drop path are drawn apart, so that they change no window", async () => {
  const data = writeDrawnPatients(3);
  const [without, dropping] = [await initOf(data, 1e9), await initOf(data, 1e9, 6)];
  const [plain] = await drawn(without, 0);
  const [first, second] = await drawn(dropping, 0);
  const { shape, data: numbers } = first!.feeds.get("dropPath")!;
  expect(plain!.feeds.has("dropPath")).toBe(false);
  expect(first!.feeds.get("image")).toEqual(plain!.feeds.get("image"));
  expect(shape).toEqual([smallJson.optimiser.batch, 6]);
  expect(new Set(Array.from(numbers, Number)).size).toBe(numbers.length);
  expect(numbers).not.toEqual(second!.feeds.get("dropPath")!.data);
});

test("an image that another has taken the place of while the run reads it is one clear error", async () => {
  const data = writeDrawnPatients(2);
  const init = await initOf(data, 0);
  const columns = { iAxis: [4, 0, 0], jAxis: [0, 4, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const grid = makeGrid([24, 24, 2], fromColumns("ijk", "lps", columns));
  const labels = Uint8Array.from({ length: 2 * 24 * 24 }, (_, at) => at % 3);
  const pixels = Float32Array.from(labels);
  for (const { caseId, name } of init.examples) {
    const file = join(data, `${caseId}_${name.split(" ")[1]}`);
    writeFileSync(`${file}.nii.gz`, writeNifti({ grid, frameCount: 1, data: pixels }, { gzip: true }));
    writeFileSync(`${file}_gt.nii.gz`, writeNiftiLabels({ grid, frameCount: 1, labels }, { gzip: true }));
  }
  await expect(drawn(init, 0)).rejects.toMatchObject({
    kind: "loading-failed",
    message: expect.stringMatching(
      /image-changed: case p\d, sax e[ds] was 1 × 3 × 24 × 24 when the run began and is 1 × 2/,
    ),
  });
});
