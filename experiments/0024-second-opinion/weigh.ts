/**
 * Experts' outlines against damaged ones by the judge's doubts and numbers of shape (0016), by agreement with a second
 * opinion (`opinion.csv`), and by both: what is caught where 98 of 100 experts' outlines pass.
 *   npx -c 'node experiments/0024-second-opinion/weigh.ts'
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { oddity } from "@cmrkit/study";
import { permutation, randomStream } from "@cmrkit/tensor";
import { featuresOf } from "../../packages/learn/src/linear/features.ts";
import { fitLogistic } from "../../packages/learn/src/linear/logistic-regression.ts";

const SEED = 20261122;
const PARTS = 5;
const PASSING_SHARE = 0.98;
const PENALTIES = [0.01, 0.1, 1];
const LEAST_SCALE = 0.02;

interface Row {
  readonly patient: string;
  readonly damage: string;
  readonly numbers: readonly number[];
}

function table(path: string): { names: string[]; rows: Map<string, Row> } {
  const [header, ...lines] = readFileSync(join(import.meta.dirname, path), "utf8").trim().split("\n");
  const names = header!.split(",").slice(2);
  const rows = lines.map((line): [string, Row] => {
    const [patient, damage, ...values] = line.split(",");
    const numbers = values.map((value) => (value === "" ? Number.NaN : Number(value)));
    return [`${patient} ${damage}`, { patient: patient!, damage: damage!, numbers }];
  });
  return { names, rows: new Map(rows) };
}

const opinion = table("opinion.csv");
const shapes = [1, 2, 3].map((fold) => table(`../0016-judge-of-outlines/numbers-${fold}.csv`));
const judged = { names: shapes[0]!.names, rows: new Map(shapes.flatMap(({ rows }) => [...rows])) };
const missing = [...opinion.rows.keys()].filter((key) => !judged.rows.has(key));
if (missing.length > 0) throw new Error(`${missing.length} outlines of opinion.csv are not in 0016: ${missing[0]}`);

const both = [...opinion.rows].map(([key, row]) => ({ ...row, numbers: [...judged.rows.get(key)!.numbers, ...row.numbers] }));
const sets: Record<string, readonly Row[]> = {
  "judge and shapes": [...opinion.rows.keys()].map((key) => judged.rows.get(key)!),
  "second opinion": [...opinion.rows.values()],
  "all three": both,
};

function usual(values: readonly number[]) {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).sort((a, b) => a - b);
  const scale = Math.max(LEAST_SCALE, sizes[Math.floor(sizes.length / 2)] ?? 0);
  const bent = finite.map((value) => Math.asinh(value / scale));
  const mean = bent.reduce((sum, value) => sum + value, 0) / bent.length;
  const variance = bent.reduce((sum, value) => sum + (value - mean) ** 2, 0) / bent.length;
  return { scale, mean, deviation: Math.max(LEAST_SCALE, Math.sqrt(variance)) };
}

function weighed(rows: readonly Row[], penalty: number): (row: Row) => number {
  const [experts, damaged] = [rows.filter(({ damage }) => damage === "none"), rows.filter(({ damage }) => damage !== "none")];
  const width = rows[0]!.numbers.length;
  const scales = Array.from({ length: width }, (_, n) => usual(experts.map(({ numbers }) => numbers[n]!)));
  const odd = ({ numbers }: Row) => numbers.map((value, n) => oddity(value, scales[n]!));
  const repeats = Math.max(1, Math.round(damaged.length / experts.length));
  const all = [...Array.from({ length: repeats }, () => experts).flat(), ...damaged];
  const classes = all.map((_, i) => Number(i >= repeats * experts.length));
  const { weights } = fitLogistic(featuresOf(Float32Array.from(all.flatMap(odd)), width), classes, 2, { penalty, iterations: 500 });
  const weight = (place: number) => weights[width + 1 + place]! - weights[place]!;
  return (row) => odd(row).reduce((sum, value, n) => sum + value * weight(n), weight(width));
}

for (const [name, rows] of Object.entries(sets))
  for (const penalty of PENALTIES) {
    const patients = [...new Set(rows.map(({ patient }) => patient))];
    const order = permutation(patients.length, randomStream(SEED).fork("gate"));
    const partOf = new Map(patients.map((patient, n) => [patient, order.indexOf(n) % PARTS]));
    const scored = Array.from({ length: PARTS }, (_, part) => {
      const score = weighed(rows.filter(({ patient }) => partOf.get(patient) !== part), penalty);
      return rows.filter(({ patient }) => partOf.get(patient) === part).map((row) => ({ ...row, score: score(row) }));
    }).flat();
    const experts = scored.filter(({ damage }) => damage === "none").map(({ score }) => score).sort((a, b) => a - b);
    const limit = experts[Math.ceil(PASSING_SHARE * experts.length) - 1]!;
    const damaged = scored.filter(({ damage }) => damage !== "none");
    const caught = damaged.filter(({ score }) => score > limit);
    const kinds = [...Map.groupBy(damaged, ({ damage }) => damage)]
      .map(([kind, own]) => [kind, own.filter(({ score }) => score > limit).length, own.length] as const)
      .sort((a, b) => a[1] - b[1]);
    const passing = experts.filter((score) => score <= limit).length;
    process.stdout.write(
      `${name}, penalty ${penalty}: experts ${passing} of ${experts.length}, caught ${caught.length} of ${damaged.length} (${((100 * caught.length) / damaged.length).toFixed(1)} %)\n`,
    );
    if (penalty === 0.1) for (const [kind, n, of] of kinds) process.stdout.write(`  ${kind}: ${n} of ${of}\n`);
  }
