import { notMeasurable } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import type { CaseFacts } from "../datasets/data-set.ts";
import { subgroupCsv, subgroupTable } from "./subgroups.ts";

interface Row {
  readonly patient: string;
  readonly dice: number;
  readonly facts: CaseFacts;
}

const row = (patient: string, dice: number, facts: CaseFacts): Row => ({ patient, dice, facts });
const mean = (rows: readonly Row[]) => rows.reduce((sum, { dice }) => sum + dice, 0) / rows.length;

const rows = [
  row("a", 0.9, { sex: "F", fieldStrengthT: 1.5 }),
  row("a", 0.8, { sex: "F", fieldStrengthT: 3 }),
  row("b", 0.7, { sex: "M", fieldStrengthT: 1.5 }),
  row("c", 0.5, { sex: "M", fieldStrengthT: 1.5 }),
  row("d", 0.4, { fieldStrengthT: 1.5 }),
];
const options = () => ({ random: randomStream(1), resamples: 50, smallestGroup: 2 });

test("each value of each fact is a group, what is not recorded one too, facts of nobody none", () => {
  const { subgroups } = subgroupTable(rows, { mean }, options());
  expect(subgroups.map(({ fact, value }) => `${fact} ${value}`)).toEqual([
    "sex F",
    "sex M",
    "sex null",
    "fieldStrengthT 1.5",
    "fieldStrengthT 3",
  ]);
});

test("groups count patients and rows, and have the metric of their rows", () => {
  const { overall, subgroups } = subgroupTable(rows, { mean }, options());
  expect(overall).toMatchObject({ patients: 4, rows: 5, isSmall: false });
  expect(overall.metrics.mean?.estimate).toBeCloseTo(0.66, 12);
  expect(subgroups[1]).toMatchObject({ patients: 2, rows: 2, isSmall: false, metrics: { mean: { n: 2 } } });
  expect(subgroups[1]?.metrics.mean?.estimate).toBeCloseTo(0.6, 12);
  expect(subgroups[3]).toMatchObject({ patients: 4, rows: 4 });
});

test("a group below the floor is marked, and one patient has no interval", () => {
  const { subgroups } = subgroupTable(rows, { mean }, options());
  expect(subgroups[0]).toMatchObject({
    patients: 1,
    rows: 2,
    isSmall: true,
    metrics: { mean: { lower: { notMeasurable: expect.any(String) } } },
  });
});

test("a group more changes the intervals of no other", () => {
  const withoutSex = rows.map((one) => ({ ...one, facts: { fieldStrengthT: one.facts.fieldStrengthT ?? 0 } }));
  const of = (table: ReturnType<typeof subgroupTable>) =>
    table.subgroups.filter(({ fact }) => fact === "fieldStrengthT");
  const fewer = subgroupTable(withoutSex, { mean }, options());
  expect(of(fewer)).toEqual(of(subgroupTable(rows, { mean }, options())));
});

test("as CSV a value that is missing has its reason beside it", () => {
  const none = () => notMeasurable('no "case", none');
  const csv = subgroupCsv(subgroupTable(rows.slice(0, 1), { mean, none }, options()));
  expect(csv.split("\n").slice(0, 4)).toEqual([
    "fact,value,patients,rows,small,metric,estimate,lower,upper,why",
    "overall,,1,1,yes,mean,0.9000,,,an interval over patients needs at least two",
    'overall,,1,1,yes,none,,,,"no ""case"", none"',
    "sex,F,1,1,yes,mean,0.9000,,,an interval over patients needs at least two",
  ]);
});
