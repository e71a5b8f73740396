/**
 * How often crops of held-out slices find the other crop of their slice, by a checkpoint's teacher and by random weights.
 * `npx -c 'node experiments/0008-dino-middle/crops.ts CONFIG CHECKPOINT CATALOGUE'`
 */
import { readFileSync } from "node:fs";
import { randomStream, readSafetensors } from "@cmrkit/tensor";
import { openCatalogue } from "../../packages/learn/src/catalogue/catalogue.ts";
import { parseDinoConfig } from "../../packages/learn/src/pretraining/dino/config.ts";
import { gatherData } from "../../packages/learn/src/pretraining/dino/data.ts";
import { openImageSource } from "../../packages/learn/src/pretraining/dino/image-source.ts";
import { openLooks } from "../../packages/learn/src/pretraining/dino/looks.ts";
import { batchGraph, firstState } from "../../packages/learn/src/pretraining/dino/network.ts";

const [path, checkpoint, cataloguePath] = process.argv.slice(2);
const config = parseDinoConfig(JSON.parse(readFileSync(path!, "utf8")), path!);
const catalogue = openCatalogue(cataloguePath!);
const source = openImageSource(catalogue, config, { cache: undefined, warn: console.error });
const { heldOut } = gatherData(catalogue, config);
const looks = await openLooks({ probes: heldOut.slice(0, 4), heldOut }, source, config);
const trained = readSafetensors(readFileSync(checkpoint!)).tensors;
const fresh = firstState(batchGraph(config), randomStream(config.seed));
console.log("trained", (await looks.health(trained)).crops, "random", (await looks.health(fresh)).crops);
await looks.dispose();
