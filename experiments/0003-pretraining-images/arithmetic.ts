/**
 * The arithmetic of one update of a pre-training configuration, by kind of batch.
 * `npx -c 'node experiments/0003-pretraining-images/arithmetic.ts mae|dino CONFIG [KIND…]'`, a MAE's kinds as in `sax+lax_4c`.
 */
import { readFileSync } from "node:fs";
import { type BatchGraph, gradientGraph } from "@cmrkit/nn";
import { gigaflop } from "../../bench/arithmetic.ts";
import { parseDinoConfig } from "../../packages/learn/src/pretraining/dino/config.ts";
import { batchGraph, dinoProgram } from "../../packages/learn/src/pretraining/dino/network.ts";
import { parseMaeConfig } from "../../packages/learn/src/pretraining/mae/config.ts";
import { maeProgram } from "../../packages/learn/src/pretraining/mae/network.ts";

const [recipe, path, ...kinds] = process.argv.slice(2);
const json = JSON.parse(readFileSync(path!, "utf8"));
const program = recipe === "mae" ? maeProgram(parseMaeConfig(json, path!), kinds) : ofDino();
for (const [kind, batch] of program.kinds) console.log(kind, gigaflopOf(batch).toFixed(1), "GFLOP");

function ofDino() {
  const config = parseDinoConfig(json, path!);
  return dinoProgram(config, batchGraph(config));
}

function gigaflopOf(batch: BatchGraph): number {
  return gigaflop(Object.values(gradientGraph(batch).outputs));
}
