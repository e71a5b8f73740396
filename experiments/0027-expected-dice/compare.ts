/**
 * How the Dice that networks expect goes with the true one, and what limits of it would catch.
 *   npx -c 'node experiments/0027-expected-dice/compare.ts [CASES.csv]'
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { areaUnderRoc } from "@cmrkit/learn";

const BAD = 0.75;
const LOWEST_SHARE = 0.05;

/** The product's, in packages/study/src/check/contour-confidence.ts. */
const PRODUCT_LIMITS: Readonly<Record<string, number>> = { right: 0.8, wall: 0.84, cavity: 0.88 };

const path = process.argv[2] ?? join(import.meta.dirname, "cases.csv");
const [header, ...lines] = readFileSync(path, "utf8").trim().split("\n");
const columns = header!.split(",");
const rows = lines.map((line) => {
  const cells = line.split(",");
  const cell = (name: string) => cells[columns.indexOf(name)];
  const structure = cell("structure")!;
  const patient = cell("patient") ?? cell("case")!;
  const [expected, dice] = [cell("expected"), cell("dice")].map((text) => (text ? Number(text) : Number.NaN));
  const kind = [structure, cell("phase")].filter(Boolean).join(" ");
  return { fold: cell("fold"), patient, structure, kind, expected: expected!, worst: Number(cell("worstSlice") ?? Number.NaN), dice: dice! };
}).filter(({ dice }) => Number.isFinite(dice));
type Row = (typeof rows)[number];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const ranks = (values: readonly number[]) => values.map((value) => values.filter((other) => other < value).length + values.filter((other) => other === value).length / 2);
function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) => mean(x.map((value, i) => (value - mx) * (y[i]! - my)));
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

function say(name: string, own: readonly Row[]): void {
  const rank = correlation(ranks(own.map(({ expected }) => expected)), ranks(own.map(({ dice }) => dice)));
  const area = (score: (row: Row) => number) =>
    own.every((row) => Number.isFinite(score(row))) ? areaUnderRoc(own.map((row) => ({ score: -score(row), isPositive: row.dice < BAD }))) : undefined;
  const shown = (value: unknown) => (typeof value === "number" ? value.toFixed(3) : "–");
  const bad = own.filter(({ dice }) => dice < BAD).length;
  process.stdout.write(
    `${name.padEnd(14)} n ${own.length}  expected ${mean(own.map(({ expected }) => expected)).toFixed(3)}  true ${mean(own.map(({ dice }) => dice)).toFixed(3)}  Spearman ${rank.toFixed(2)}  below ${BAD}: ${bad}, area ${shown(area(({ expected }) => expected))}, by the worst slice ${shown(area(({ worst }) => worst))}\n`,
  );
}

say("all", rows);
for (const [kind, own] of Map.groupBy(rows, ({ kind: of }) => of)) say(kind, own);

const byProduct = rows.filter(({ structure, expected }) => expected < PRODUCT_LIMITS[structure]!);
const others = rows.filter((row) => !byProduct.includes(row));
process.stdout.write(
  `limits of the product: ${byProduct.length} of ${rows.length} structures flagged, ${byProduct.filter(({ dice }) => dice < BAD).length} of ${rows.filter(({ dice }) => dice < BAD).length} bad ones among them, mean Dice ${mean(byProduct.map(({ dice }) => dice)).toFixed(2)}, of the others ${mean(others.map(({ dice }) => dice)).toFixed(2)}; ` +
    `hearts: ${new Set(byProduct.map(({ patient }) => patient)).size} of ${new Set(rows.map(({ patient }) => patient)).size} flagged (${[...new Set(byProduct.map(({ patient }) => patient))].join(" ")})\n`,
);

const limitOf = (own: readonly Row[]) => own.map(({ expected }) => expected).toSorted((a, b) => a - b)[Math.floor(LOWEST_SHARE * own.length)]!;
const flagged = rows.filter((row) => row.expected < limitOf(rows.filter(({ kind, fold }) => kind === row.kind && fold !== row.fold)));
const badHearts = new Set(rows.filter(({ dice }) => dice < BAD).map(({ patient }) => patient));
const flaggedHearts = new Set(flagged.map(({ patient }) => patient));
const both = [...badHearts].filter((patient) => flaggedHearts.has(patient));
process.stdout.write(
  `limits at the lowest ${100 * LOWEST_SHARE} % of other folds: ${flagged.length} of ${rows.length} structures flagged, ${flagged.filter(({ dice }) => dice < BAD).length} of ${rows.filter(({ dice }) => dice < BAD).length} bad ones among them; ` +
    `hearts: ${flaggedHearts.size} of ${new Set(rows.map(({ patient }) => patient)).size} flagged, ${both.length} of ${badHearts.size} with a bad structure among them (missed: ${[...badHearts].filter((patient) => !flaggedHearts.has(patient)).join(" ")})\n`,
);
