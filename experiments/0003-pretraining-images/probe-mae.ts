/**
 * Probes the frozen features of a checkpoint with tables of labels, beside those of random weights.
 * `npx -c 'node experiments/0003-pretraining-images/probe-mae.ts CONFIG CHECKPOINT CATALOGUE TABLE…'`
 */
import { readFileSync } from "node:fs";
import { readSafetensors } from "@cmrkit/tensor";
import { openCatalogue } from "../../packages/learn/src/catalogue/catalogue.ts";
import { healthLine } from "../../packages/learn/src/pretraining/health/feature-health.ts";
import { parseProbeTable } from "../../packages/learn/src/pretraining/health/probe-set.ts";
import { parseMaeConfig } from "../../packages/learn/src/pretraining/mae/config.ts";
import { openFeatureProbing } from "../../packages/learn/src/pretraining/mae/feature-probes.ts";
import { openImageSource } from "../../packages/learn/src/pretraining/mae/image-source.ts";
import { viewProbes } from "../../packages/learn/src/pretraining/mae/probe-images.ts";
import { gatherStudies } from "../../packages/learn/src/pretraining/mae/studies.ts";
import { openWeights } from "../../packages/learn/src/pretraining/mae/weights.ts";

const [path, checkpoint, cataloguePath, ...tables] = process.argv.slice(2);
const config = parseMaeConfig(JSON.parse(readFileSync(path!, "utf8")), path!);
const catalogue = openCatalogue(cataloguePath!);
const gathered = gatherStudies(catalogue.images(), config);
const weights = openWeights(config, ["lax_4c", "sax", "sax+lax_2c+lax_3c+lax_4c"]);
const trained = weights.of(new Map([...weights.first, ...readSafetensors(readFileSync(checkpoint!)).tensors]));
const source = openImageSource(catalogue, config, { cache: undefined, warn: console.error });
for (const table of tables) {
  const rows = parseProbeTable(readFileSync(table, "utf8"), table);
  const probes = viewProbes(() => catalogue.images(), gathered, config, { rows, source: table });
  const probing = await openFeatureProbing(probes, source, config);
  console.log(table, healthLine(await probing.measure(trained), await probing.measure(weights.fresh())));
  await probing.dispose();
}
