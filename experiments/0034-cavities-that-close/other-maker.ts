/**
 * Models on the fifteen patients of another maker that no run learns from: Dice of the cavity, and ejection fractions by the
 * slices that experts drew.
 *   npx -c 'node experiments/0034-cavities-that-close/other-maker.ts SUNNYBROOK-PNG OUT.csv MODEL…'
 */
import { writeFileSync } from "node:fs";
import { openSegmenter, StudyError, type Segmenter } from "@cmrkit/study";
import type { Volume } from "@cmrkit/imaging";
import { sunnybrookStacks } from "./sunnybrook-stacks.ts";

const CAVITY = 3;
const [data, out, ...models] = process.argv.slice(2);
if (data === undefined || out === undefined || models.length === 0) throw new Error("give the set, a table and models");

async function cavityOf(segmenter: Segmenter, image: Volume): Promise<Uint8Array> {
  try {
    return (await segmenter.segment(image)).labels.map((label) => Number(label === CAVITY));
  } catch (error) {
    if (error instanceof StudyError && error.kind === "no-heart") return new Uint8Array(image.data.length);
    throw error;
  }
}

const sum = (values: Uint8Array) => values.reduce((all, one) => all + one, 0);
const efOf = (ed: Uint8Array, es: Uint8Array) => 100 * (1 - sum(es) / sum(ed));

const rows = ["model,patient,dice,diceEd,diceEs,efFound,efDrawn"];
const patients = sunnybrookStacks(data, 0);
for (const [n, model] of models.entries()) {
  const segmenter = await openSegmenter(model);
  for (const { id, ed, es } of patients) {
    const found = [await cavityOf(segmenter, ed.image), await cavityOf(segmenter, es.image)] as const;
    const drawn = [ed.cavity, es.cavity] as const;
    const both = [0, 1].map((phase) => drawn[phase]!.filter((inside, at) => inside === 1 && found[phase]![at] === 1).length);
    const all = [0, 1].map((phase) => sum(drawn[phase]!) + sum(found[phase]!));
    const dice = [(2 * (both[0]! + both[1]!)) / (all[0]! + all[1]!), (2 * both[0]!) / all[0]!, (2 * both[1]!) / all[1]!];
    rows.push([n, id, ...dice.map((one) => one.toFixed(4)), efOf(...found).toFixed(2), efOf(...drawn).toFixed(2)].join(","));
  }
  await segmenter.dispose();
  process.stderr.write(`${model} done\n`);
}
writeFileSync(out, `${rows.join("\n")}\n`);
