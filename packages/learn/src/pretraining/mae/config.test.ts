import { describe, expect, test } from "vitest";
import { parseMaeConfig, runLength, viewGrids } from "./config.ts";
import { maeModel } from "./network.ts";
import { shippedConfig, smallConfig, smallJson } from "./testing/small-config.ts";

const refusal = (json: unknown) => {
  try {
    parseMaeConfig(json, "config.json");
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
};

describe("the shipped configurations", () => {
  test("the full one is CineMA's published model and schedule", () => {
    const config = parseMaeConfig(shippedConfig("pretrain-mae"), "pretrain-mae.json");
    const model = maeModel(config);
    expect(model.views.map(({ name, imageSize }) => [name, ...imageSize])).toEqual([
      ["sax", 192, 192, 16],
      ["lax_2c", 256, 256],
      ["lax_3c", 256, 256],
      ["lax_4c", 256, 256],
    ]);
    expect([model.embedDim, model.transformer.depth, model.transformer.heads]).toEqual([768, 12, 12]);
    expect([model.decoder.embedDim, model.decoder.transformer.depth]).toEqual([512, 8]);
    // 69,779 studies in batches of 64 are 1,090 updates an epoch.
    expect(runLength(config.optimiser, 69_779, 1)).toEqual({ steps: 872_000, warmUpSteps: 10_900 });
    expect(runLength(config.optimiser, 69_779, 2).steps).toBe(800 * 545);
  });

  test("the tiny one is valid", () => {
    expect(viewGrids(parseMaeConfig(shippedConfig("pretrain-mae-tiny"), "tiny")).map(({ name }) => name)).toEqual([
      "sax",
      "lax_4c",
    ]);
  });
});

describe("a configuration is refused", () => {
  test("with every issue and its place, unknown keys among them", () => {
    expect(refusal({ ...smallJson, surprise: 1, maskRatio: 1 })).toMatchObject({
      kind: "bad-config",
      message: expect.stringMatching(/config\.json.*maskRatio.*surprise/s),
    });
  });

  test.each([
    [
      "when tokens do not tile an image",
      { data: { ...smallJson.data, views: { sax: { ...smallJson.data.views.sax, imageSize: [16, 18, 4] } } } },
      "data.views.sax.imageSize: must be multiples of 4 × 4 × 1",
    ],
    ["when a mask leaves nothing to see", { maskRatio: 0.99 }, "leave 0 visible"],
    [
      "when heads do not divide a width",
      { model: { ...smallJson.model, encoder: { embedDim: 24, depth: 1, heads: 5 } } },
      "model.encoder.heads: must divide embedDim",
    ],
    [
      "when parts do not divide the batch",
      { optimiser: { ...smallJson.optimiser, parts: 3 } },
      "optimiser.parts: must divide the batch of 4",
    ],
    [
      "when the warm-up never ends",
      { optimiser: { ...smallJson.optimiser, schedule: { steps: 4, warmUpSteps: 4 } } },
      "the warm-up must end before the last step",
    ],
    ["without a view", { data: { ...smallJson.data, views: {} } }, "data.views: at least one view"],
  ])("%s", (_, changes, message) => {
    expect(refusal({ ...smallJson, ...changes })).toMatchObject({ message: expect.stringContaining(message) });
  });
});

test("a run counted in updates lasts as long whatever the data", () => {
  expect(runLength(smallConfig().optimiser, 3, 5)).toEqual({ steps: 60, warmUpSteps: 4 });
});
