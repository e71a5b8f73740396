import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { smallDinoConfig } from "../../testing/small-dino.ts";
import { backboneOf, parseDinoConfig } from "./config.ts";

const shipped = (name: string) => {
  const path = join(import.meta.dirname, "../../../../../configs", name);
  return parseDinoConfig(JSON.parse(readFileSync(path, "utf8")), path);
};

test("the default is ViT-S/8 as DINO trains it, with the published sizes of crops, head and schedules", () => {
  const config = shipped("pretrain-dino.json");
  expect(backboneOf(config)).toMatchObject({ embedDim: 384, depth: 12, heads: 6, patchSize: [8, 8], inChannels: 1 });
  expect(config.crops).toMatchObject({ global: { size: 224 }, local: { size: 96, count: 8 } });
  expect(config.model.head).toMatchObject({ prototypes: 65536, hiddenDim: 2048, bottleneckDim: 256 });
  expect(config).toMatchObject({ studentTemperature: 0.1, centerMomentum: 0.9 });
});

test("the configuration for two cores has the same recipe on a smaller network", () => {
  const [tiny, whole] = [shipped("pretrain-dino-tiny.json"), shipped("pretrain-dino.json")];
  expect(tiny.model.patchSize).toBe(whole.model.patchSize);
  expect(tiny.schedule.teacherTemperature).toEqual(whole.schedule.teacherTemperature);
});

test("fields that do not fit each other are refused together, each with its place", () => {
  const { crops, optimiser, schedule } = smallDinoConfig();
  const broken = {
    crops: { ...crops, local: { ...crops.local, size: 20 } },
    optimiser: { ...optimiser, parts: 3 },
    schedule: { ...schedule, frozenLastLayerEpochs: 6 },
  };
  expect(() => smallDinoConfig(broken)).toThrow(
    /crops\.local\.size: must be a multiple of 8[\s\S]*optimiser\.parts: [\s\S]*schedule\.frozenLastLayerEpochs: /,
  );
});

test.each([
  ["an unknown key", { surprise: 1 }, "surprise"],
  ["a crop larger than the image", { crops: { global: { size: 32, area: [0.4, 1.5] } } }, "crops.global.area"],
  ["a range that runs backwards", { augmentation: { aspectRatio: [2, 1] } }, "augmentation.aspectRatio"],
])("%s is refused", (_name, changes, place) => {
  expect(() => smallDinoConfig(changes)).toThrow(
    expect.objectContaining({ kind: "bad-config", message: expect.stringContaining(place) }),
  );
});
