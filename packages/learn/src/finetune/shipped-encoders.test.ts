/** The encoders that ship fill the networks that the configurations of fine-tuning build. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseFinetuneConfig } from "./config.ts";
import { modelOf } from "./model.ts";
import { parametersOf } from "./program.ts";
import { startingWeights } from "./starting-weights.ts";

const ROOT = join(import.meta.dirname, "../../../..");

test.each([
  ["acdc-segmentation-convunetr", "models/mae-tiny/encoder.safetensors"],
  ["mnms2-segmentation-convunetr-views", "models/mae-tiny/encoder.safetensors"],
  ["acdc-segmentation-vit", "models/dino-tiny/weights.safetensors"],
])("%s begins with %s: every parameter of its encoder", async (task, encoder) => {
  const path = join(ROOT, "configs/finetune", `${task}.json`);
  const config = parseFinetuneConfig(JSON.parse(readFileSync(path, "utf8")), path);
  const model = modelOf(config, 1, undefined);
  const specs = parametersOf(model);
  const fresh = await startingWeights(model.network, specs, 1, undefined);
  const { weights } = await startingWeights(model.network, specs, 1, join(ROOT, encoder));
  const left = specs.filter(
    ({ name }) => model.network.isEncoder(name) && weights.get(name) === fresh.weights.get(name),
  );
  expect(specs.filter(({ name }) => model.network.isEncoder(name)).length).toBeGreaterThan(60);
  expect(left.map(({ name }) => name)).toEqual([]);
});
