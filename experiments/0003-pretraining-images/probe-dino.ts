/**
 * Probes the frozen features of a checkpoint's teacher with tables of labels, beside those of random weights.
 * `npx -c 'node experiments/0003-pretraining-images/probe-dino.ts CONFIG CHECKPOINT CATALOGUE TABLE…'`
 */
import { readFileSync } from "node:fs";
import { randomStream, readSafetensors } from "@cmrkit/tensor";
import { openCatalogue } from "../../packages/learn/src/catalogue/catalogue.ts";
import { parseDinoConfig } from "../../packages/learn/src/pretraining/dino/config.ts";
import { openImageSource } from "../../packages/learn/src/pretraining/dino/image-source.ts";
import { gatherData } from "../../packages/learn/src/pretraining/dino/data.ts";
import { openLooks } from "../../packages/learn/src/pretraining/dino/looks.ts";
import { batchGraph, firstState } from "../../packages/learn/src/pretraining/dino/network.ts";
import { healthLine } from "../../packages/learn/src/pretraining/health/feature-health.ts";
import { parseProbeTable } from "../../packages/learn/src/pretraining/health/probe-set.ts";

const [path, checkpoint, cataloguePath, ...tables] = process.argv.slice(2);
const config = parseDinoConfig(JSON.parse(readFileSync(path!, "utf8")), path!);
const catalogue = openCatalogue(cataloguePath!);
const source = openImageSource(catalogue, config, { cache: undefined, warn: console.error });
const trained = readSafetensors(readFileSync(checkpoint!)).tensors;
const fresh = firstState(batchGraph(config), randomStream(config.seed));
for (const table of tables) {
  const rows = parseProbeTable(readFileSync(table, "utf8"), table);
  const looks = await openLooks(gatherData(catalogue, config, { rows, source: table }), source, config);
  console.log(table, healthLine(await looks.health(trained), await looks.health(fresh)));
  await looks.dispose();
}
