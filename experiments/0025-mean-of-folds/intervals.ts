/**
 * Means over patients of `cases.csv` and of the differences between its models, with bootstrap intervals.
 *   npx -c 'node experiments/0025-mean-of-folds/intervals.ts'
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bootstrapInterval } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";

const SEED = 1;
const names = ["shipped", "first fold", "mean of folds"];

const rows = readFileSync(join(import.meta.dirname, "cases.csv"), "utf8").trim().split("\n").slice(1);
const dice = new Map<string, number[]>();
let noHeart = [0, 0, 0];
for (const row of rows) {
  const [model, patient, , without, value] = row.split(",");
  dice.set(patient!, [...(dice.get(patient!) ?? []), Number(value)]);
  noHeart = noHeart.map((count, n) => count + (n === Number(model) ? Number(without) : 0));
}

function say(what: string, value: (models: readonly number[]) => number): void {
  const patients = [...dice.values()];
  const mean = (some: readonly (readonly number[])[]) => some.reduce((sum, each) => sum + value(each), 0) / some.length;
  const { estimate, lower, upper } = bootstrapInterval(patients, mean, { random: randomStream(SEED) });
  const [at, from, to] = [estimate, lower, upper].map((number) => Number(number).toFixed(3));
  process.stdout.write(`${what}: ${at} (${from} to ${to})\n`);
}

names.forEach((name, n) => {
  say(`${name}, ${noHeart[n]} slices without a heart found`, (models) => models[n]!);
});
say("mean of folds less first fold", ([, first, mean]) => mean! - first!);
say("mean of folds less shipped", ([shipped, , mean]) => mean! - shipped!);
