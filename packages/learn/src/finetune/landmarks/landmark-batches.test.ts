/** Batches of landmarks, where places of examples are no places of images: some images are left out. */
import { expect, test } from "vitest";
import { createBatchSource } from "../batch-source.ts";
import { imageMemory } from "../image-memory.ts";
import { listExamples } from "../listed-example.ts";
import { finetunePlan } from "../plan.ts";
import { writeDrawnLongAxes } from "../testing/drawn-long-axes.ts";
import { smallFinetune, smallJson } from "../testing/small-finetune.ts";

const config = smallFinetune({
  data: { ...smallJson.data, views: ["lax_4c"] },
  task: { kind: "landmark-heatmap", landmarks: { from: "four-chamber mask", septum: "left hand" }, sigmaPixels: 1.5 },
  split: { validation: "1" },
});

async function batchesOf(dataFolder: string, imageBytes: number) {
  const leftOut: string[] = [];
  const { training } = finetunePlan(config, dataFolder);
  const examples = await listExamples(training, config, imageMemory(imageBytes), (because) => leftOut.push(because));
  const source = await createBatchSource({ config, examples, statistics: undefined, noise: {} });
  const batches = [await source.batches(1), await source.batches(2)].flat();
  return { examples, leftOut, batches };
}

test("batches are the same whether memory holds the images or they are read again", async () => {
  const data = writeDrawnLongAxes(5, [0, 2]);
  const [kept, again] = [await batchesOf(data, 1e9), await batchesOf(data, 0)];
  expect(kept.leftOut.length).toBeGreaterThan(0);
  expect(kept.examples.length + kept.leftOut.length).toBe(8);
  expect(again.examples.some(({ image }) => image)).toBe(false);
  expect(again.batches).toEqual(kept.batches);
  const [first] = kept.batches;
  const { batch } = config.optimiser;
  expect(first!.feeds.get("image")!.shape).toEqual([batch, 1, 24, 24]);
  expect(first!.feeds.get("target")!.shape).toEqual([batch, 3, 24, 24]);
});
