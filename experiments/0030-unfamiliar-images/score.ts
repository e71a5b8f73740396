/**
 * Of each kind of stack, how many are unusual: median, area under the curve against patients as they are, and what the limit catches.
 *   npx -c 'node experiments/0030-unfamiliar-images/score.ts TABLE.csv COLUMN REFERENCE-KIND…'
 */
import { readFileSync } from "node:fs";
import { areaUnderRoc } from "@cmrkit/learn";

const [path, column, ...usual] = process.argv.slice(2);
if (path === undefined || column === undefined) throw new Error("give a table, the column of the score and the usual kinds");
const [header, ...lines] = readFileSync(path, "utf8").trim().split("\n").map((line) => line.split(","));
const cell = (line: readonly string[], name: string) => line[header!.indexOf(name)];
const scored = lines.map((line) => ({
  kind: cell(line, "kind")!,
  score: Number(cell(line, column)),
  isUnfamiliar: cell(line, "verdict") === "unfamiliar",
}));
const reference = scored.filter(({ kind }) => usual.includes(kind)).map(({ score }) => ({ score, isPositive: false }));
for (const [kind, own] of Map.groupBy(scored, (each) => each.kind)) {
  const positives = own.map(({ score }) => ({ score, isPositive: true }));
  const area = areaUnderRoc([...reference, ...positives]);
  const median = own.map(({ score }) => score).toSorted((a, b) => a - b)[Math.floor(own.length / 2)]!;
  process.stdout.write(
    `${kind.padEnd(24)} n ${String(own.length).padEnd(3)} median ${median.toFixed(2).padEnd(7)} area ${typeof area === "number" ? area.toFixed(2) : "–"}  beyond the limit ${own.filter(({ isUnfamiliar }) => isUnfamiliar).length}\n`,
  );
}
