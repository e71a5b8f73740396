/**
 * Mean Dice by fold and by group, and the error of the left ejection fraction with and without the hearts whose cavity closes.
 *   npx -c 'node experiments/0023-acdc-folds/look-behind.ts'
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Hypertrophied, with hardly a cavity left at end-systole. */
const CLOSING = ["patient034", "patient037"];

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");
const [header, ...lines] = read("cases.csv").trim().split("\n");
const columns = header!.split(",");
const cases = lines.map((line) => {
  const cells = line.split(",");
  return (column: string) => cells[columns.indexOf(column)]!;
});
type Case = (typeof cases)[number];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const diceOf = (of: Case) =>
  mean(columns.filter((name) => name.startsWith("dice_")).map((name) => Number(of(name))).filter(Number.isFinite));
const say = (text: string) => process.stdout.write(`${text}\n`);

const folds: Record<string, readonly string[]> = JSON.parse(read("folds.json"));
for (const [fold, ids] of Object.entries(folds))
  say(`fold ${fold}: ${mean(cases.filter((of) => ids.includes(of("id"))).map(diceOf)).toFixed(3)}`);
for (const [group, own] of Map.groupBy(cases, (of) => of("group"))) say(`${group}: ${mean(own.map(diceOf)).toFixed(3)}`);

const isMeasured = (of: Case) => of("lvEfPercent_predicted") !== "" && Number.isFinite(Number(of("lvEfPercent_predicted")));
const errorOf = (of: Case) => Math.abs(Number(of("lvEfPercent_predicted")) - Number(of("lvEfPercent_reference")));
const measured = cases.filter(isMeasured);
const errors = measured.map(errorOf).toSorted((a, b) => a - b);
say(`LVEF of ${measured.length}: ${mean(errors).toFixed(1)} points off, median ${errors[Math.floor(errors.length / 2)]!.toFixed(1)}`);
say(`without ${CLOSING.join(", ")}: ${mean(measured.filter((of) => !CLOSING.includes(of("id"))).map(errorOf)).toFixed(1)}`);
for (const of of cases.filter((each) => CLOSING.includes(each("id")) || !isMeasured(each)))
  say(`${of("id")}: Dice ${diceOf(of).toFixed(2)}, LVEF ${isMeasured(of) ? `${errorOf(of).toFixed(0)} points off` : "not measured"}`);
