/**
 * The shipped encoder with a fresh decoder, as weights that a run can start from.
 *   npx -c 'node experiments/0030-unfamiliar-images/start.ts OUT.safetensors'
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readSafetensors, writeSafetensors } from "@cmrkit/tensor";
import { parseMaeConfig } from "../../packages/learn/src/pretraining/mae/config.ts";
import { openWeights } from "../../packages/learn/src/pretraining/mae/weights.ts";

const here = new URL(".", import.meta.url);
const config = parseMaeConfig(JSON.parse(readFileSync(new URL("config.json", here), "utf8")), "config.json");
const shipped = readSafetensors(readFileSync(new URL("../../models/mae-tiny/encoder.safetensors", here))).tensors;
const fresh = openWeights(config, []).fresh();
const taken = [...fresh.keys()].filter((name) => shipped.has(name));
const weights = new Map([...fresh].map(([name, tensor]) => [name, shipped.get(name) ?? tensor]));
writeFileSync(process.argv[2]!, writeSafetensors(weights));
process.stdout.write(`${taken.length} of ${fresh.size} tensors are the shipped encoder's\n`);
