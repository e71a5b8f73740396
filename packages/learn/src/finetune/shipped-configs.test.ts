/** Every task that `cmr finetune --task` names can be read, is of a data set that there is, and its network built. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataSets } from "../datasets/data-sets.ts";
import { parseFinetuneConfig } from "./config.ts";
import { modelOf } from "./model.ts";
import { parametersOf } from "./program.ts";

const FOLDER = join(import.meta.dirname, "../../../../configs/finetune");
const TASKS = readdirSync(FOLDER).map((file) => [file.replace(/\.json$/, "")]);

test.each(TASKS)("%s builds its network", (task) => {
  const path = join(FOLDER, `${task}.json`);
  const config = parseFinetuneConfig(JSON.parse(readFileSync(path, "utf8")), path);
  expect([...dataSets.keys()]).toContain(config.data.set);
  const channels = config.data.frames === "channels" ? 2 : 1;
  const statistics = config.task.kind === "regression" ? { mean: [60], deviation: [10] } : undefined;
  expect(parametersOf(modelOf(config, channels, statistics)).length).toBeGreaterThan(20);
});
