import { describe, expect, test } from "vitest";
import { parseMaeConfig } from "./config.ts";
import { viewGrids } from "./grids.ts";
import { runLength, withSteps } from "./schedule.ts";
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
    const { model } = config;
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
      "lax_2c",
      "lax_3c",
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
      "data.views.sax.imageSize: (16, 18, 4) must be a multiple of (8, 8, 1)",
    ],
    ["when a mask leaves nothing to see", { maskRatio: 0.99 }, "maskRatio: leaves 0 of 16 tokens of sax visible"],
    [
      "when heads do not divide a width",
      { model: { ...smallJson.model, encoder: { embedDim: 24, depth: 1, heads: 5 } } },
      "model.encoder.heads: must divide the width of 24",
    ],
    [
      "when parts do not divide the batch",
      { optimiser: { ...smallJson.optimiser, parts: 3 } },
      "optimiser.parts: must divide the batch",
    ],
    [
      "when the warm-up never ends",
      { optimiser: { ...smallJson.optimiser, schedule: { steps: 4, warmUpSteps: 4 } } },
      "the warm-up must end before the last step",
    ],
    [
      "when the model brings views of its own",
      { model: { variant: "tiny", views: {} } },
      "model.views: belong to data.views",
    ],
    ["without a view", { data: { ...smallJson.data, views: {} } }, "data.views: at least one view"],
  ])("%s", (_, changes, message) => {
    expect(refusal({ ...smallJson, ...changes })).toMatchObject({ message: expect.stringContaining(message) });
  });
});

test("a run counted in updates lasts as long whatever the data; a shorter one warms up for the same share", () => {
  const length = runLength(smallConfig().optimiser, 3, 5);
  expect(length).toEqual({ steps: 60, warmUpSteps: 4 });
  expect(withSteps(length, 30)).toEqual({ steps: 30, warmUpSteps: 2 });
});
