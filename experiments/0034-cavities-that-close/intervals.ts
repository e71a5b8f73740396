/**
 * What is said of models on another maker's hearts, and how they differ from the first of the table.
 *   npx -c 'node experiments/0034-cavities-that-close/intervals.ts'
 */
import { readFileSync } from "node:fs";
import { bootstrapInterval } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";

const table = new URL("other-maker.csv", import.meta.url);
const [, ...lines] = readFileSync(table, "utf8").trim().split("\n");
const rows = lines.map((line) => {
  const [model, patient, ...numbers] = line.split(",");
  const [dice, diceEd, diceEs, efFound, efDrawn] = numbers.map(Number);
  return { model: Number(model), patient: patient!, dice, diceEd, diceEs, efError: Math.abs(efFound! - efDrawn!) };
});
const models = [...new Set(rows.map(({ model }) => model))];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const said = (values: readonly number[], digits: number) => {
  const { estimate, lower, upper } = bootstrapInterval(values, mean, { random: randomStream(34) });
  return [estimate, lower, upper].map((value) => Number(value).toFixed(digits)).join(" ");
};
for (const name of ["dice", "diceEd", "diceEs", "efError"] as const) {
  const valuesOf = (model: number) => rows.filter((row) => row.model === model).map((row) => row[name]!);
  const digits = name === "efError" ? 1 : 3;
  for (const model of models) {
    const own = valuesOf(model);
    const gain = own.map((value, i) => value - valuesOf(models[0]!)[i]!);
    process.stdout.write(`${name} of model ${model}: ${said(own, digits)}; beyond the first ${said(gain, digits)}\n`);
  }
}
