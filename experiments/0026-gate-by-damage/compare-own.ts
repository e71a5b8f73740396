/**
 * What the gate and the network itself say of the networks' own outlines, beside their mean Dice.
 *   npx -c 'node experiments/0026-gate-by-damage/compare-own.ts'
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { areaUnderRoc } from "@cmrkit/learn";

const BAD = 0.85;
/** Of `confidenceWarnings`. */
const LIMITS: Readonly<Record<string, number>> = { right: 0.8, wall: 0.84, cavity: 0.88 };

function rowsOf(name: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = readFileSync(join(import.meta.dirname, name), "utf8").trim().split("\n");
  const columns = header!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, n) => [columns[n]!, cell])));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const expected = Map.groupBy(rowsOf("../0027-expected-dice/cases.csv"), ({ patient }) => patient!);
const hearts = rowsOf("networks-own.csv").map((row) => {
  const own = expected.get(row.patient!)!;
  return {
    dice: Number(row.meanDice),
    score: Number(row.score),
    isReviewed: row.verdict === "review",
    damage: row.damage!,
    expected: mean(own.map((each) => Number(each.expected))),
    isUnsure: own.some((each) => Number(each.expected) < LIMITS[each.structure!]!),
  };
});
type Heart = (typeof hearts)[number];

const ranks = (values: readonly number[]) => values.map((value) => values.filter((other) => other < value).length);
function spearman(of: (heart: Heart) => number): number {
  const [a, b] = [ranks(hearts.map(of)), ranks(hearts.map(({ dice }) => dice))];
  const product = (x: readonly number[], y: readonly number[]) => mean(x.map((value, i) => (value - mean(x)) * (y[i]! - mean(y))));
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
const area = (of: (heart: Heart) => number) => areaUnderRoc(hearts.map((heart) => ({ score: of(heart), isPositive: heart.dice < BAD })));
const isBad = ({ dice }: Heart) => dice < BAD;

function say(name: string, isFlagged: (heart: Heart) => boolean, doubt: (heart: Heart) => number): void {
  const flagged = hearts.filter(isFlagged);
  const passed = hearts.filter((heart) => !isFlagged(heart));
  const dice = [flagged, passed].map((some) => mean(some.map((heart) => heart.dice)).toFixed(3));
  process.stdout.write(
    `${name}: ${flagged.length} of ${hearts.length} flagged, mean Dice ${dice[0]}, of the others ${dice[1]}; ${flagged.filter(isBad).length} of ${hearts.filter(isBad).length} below ${BAD}; Spearman ${(-spearman(doubt)).toFixed(2)}, area ${Number(area(doubt)).toFixed(2)}\n`,
  );
}

say("gate", ({ isReviewed }) => isReviewed, ({ score }) => score);
say("expected Dice", ({ isUnsure }) => isUnsure, (heart) => -heart.expected);
const damages = Map.groupBy(hearts.filter(({ isReviewed }) => isReviewed), ({ damage }) => damage);
for (const [damage, own] of damages) process.stdout.write(`  reviewed as ${damage}: ${own.length}\n`);
