/**
 * What the rule changes: errors of models' volumes with every labelled slice counted, and by the rule, paired by patient.
 *   npx -c 'node experiments/0028-basal-rule/compare.ts [FOLDER]'
 * FOLDER holds experts.csv, and labelled-1.csv … and rule-1.csv … of the folds.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bootstrapInterval } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";

const MEASURES = ["lvEdvMlPerM2", "lvEsvMlPerM2", "lvEfPercent"] as const;
/** Smaller changes are those of rounding. */
const CHANGED = 1e-6;

const folder = process.argv[2] ?? join(import.meta.dirname, "tables");

function rowsOf(name: string): ReadonlyMap<string, (column: string) => number> {
  const [header, ...lines] = readFileSync(join(folder, name), "utf8").trim().split("\n");
  const columns = header!.split(",");
  return new Map(
    lines.map((line) => {
      const cells = line.split(",");
      const valueOf = (column: string) => (cells[columns.indexOf(column)] === "" ? Number.NaN : Number(cells[columns.indexOf(column)]));
      return [cells[0]!, valueOf] as const;
    }),
  );
}

const experts = rowsOf("experts.csv");
const folds = [1, 2, 3, 4, 5].filter((n) => existsSync(join(folder, `rule-${n}.csv`)));
const pairs = folds.flatMap((n) => {
  const [labelled, rule] = [rowsOf(`labelled-${n}.csv`), rowsOf(`rule-${n}.csv`)];
  return [...labelled].map(([patient, of]) => ({ patient, labelled: of, rule: rule.get(patient)!, expert: experts.get(patient)! }));
});

for (const measure of MEASURES) {
  const own = pairs
    .map(({ patient, labelled, rule, expert }) => ({ patient, labelled: labelled(measure), rule: rule(measure), expert: expert(measure) }))
    .filter(({ labelled, rule, expert }) => [labelled, rule, expert].every(Number.isFinite));
  const error = (which: "labelled" | "rule") => (some: typeof own) => some.reduce((sum, row) => sum + Math.abs(row[which] - row.expert), 0) / some.length;
  const gain = (some: typeof own) => error("labelled")(some) - error("rule")(some);
  const { estimate, lower, upper } = bootstrapInterval(own, gain, { random: randomStream(1) });
  const changed = own.filter((row) => Math.abs(row.labelled - row.rule) > CHANGED);
  const nearer = changed.filter((row) => Math.abs(row.rule - row.expert) < Math.abs(row.labelled - row.expert));
  const shown = [estimate, lower, upper].map((value) => Number(value).toFixed(2));
  process.stdout.write(
    `${measure}: ${own.length} hearts, error ${error("labelled")(own).toFixed(2)} with all labelled, ${error("rule")(own).toFixed(2)} by the rule, less by ${shown[0]} (${shown[1]} to ${shown[2]}); changed in ${changed.length}, nearer in ${nearer.length}: ${changed.map(({ patient, labelled, rule, expert }) => `${patient} ${labelled.toFixed(1)} → ${rule.toFixed(1)} (${expert.toFixed(1)})`).join(", ")}\n`,
  );
}
