import { notMeasurable } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { patientInterval, patientIntervals } from "./patient-interval.ts";

interface Row {
  readonly patient: string;
  readonly dice: number;
}

const mean = (rows: readonly Row[]) =>
  rows.length === 0 ? notMeasurable("no rows") : rows.reduce((sum, { dice }) => sum + dice, 0) / rows.length;

const random = randomStream("scores");
const onePhase = Array.from({ length: 30 }, (_, at) => ({ patient: `p${at}`, dice: 0.85 + 0.05 * random.normal() }));

test("rows of one patient are drawn together, so the same row twice narrows nothing", () => {
  const once = patientInterval(onePhase, mean, { random: randomStream(1), resamples: 500 });
  const twice = patientInterval([...onePhase, ...onePhase], mean, { random: randomStream(1), resamples: 500 });
  expect(twice.n).toBe(30);
  expect(twice.lower).toBeCloseTo(Number(once.lower), 12);
  expect(twice.upper).toBeCloseTo(Number(once.upper), 12);
});

test("each resample holds whole patients only", () => {
  const rows = [0, 1, 2].flatMap((p) => ["ed", "es"].map((phase) => ({ patient: `p${p}`, dice: p, phase })));
  const sizes: number[] = [];
  const metric = (drawn: readonly (Row & { readonly phase: string })[]) => {
    const count = (phase: string) => drawn.filter((row) => row.phase === phase).length;
    sizes.push(count("ed") - count("es"), drawn.length - 6);
    return mean(drawn);
  };
  patientInterval(rows, metric, { random: randomStream(3), resamples: 100 });
  expect(new Set(sizes)).toEqual(new Set([0]));
});

test("a metric more leaves the intervals of the others as they are", () => {
  const worst = (rows: readonly Row[]) => Math.min(...rows.map(({ dice }) => dice));
  const options = { random: randomStream(5), resamples: 200 };
  const { mean: alone } = patientIntervals(onePhase, { mean }, options);
  const both = patientIntervals(onePhase, { worst, mean }, options);
  expect(both.mean).toEqual(alone);
  expect(both.worst?.estimate).toBe(worst(onePhase));
});
