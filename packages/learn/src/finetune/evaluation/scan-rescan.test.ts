import { notMeasurable } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import type { MeasuredCase } from "./measured-case.ts";
import { metricTitle } from "./metric-rows.ts";
import { scanRescanIntervals } from "./scan-rescan.ts";

const scan = (patient: string, caseId: string, predicted: number, reference: MeasuredCase["reference"]) =>
  ({ patient, caseId, name: "lvEdvMl", predicted, reference }) as const;
const measures: readonly MeasuredCase[] = [
  scan("a", "a_A", 90, 100),
  scan("a", "a_B", 110, 100),
  scan("b", "b_A", 150, 150),
  scan("b", "b_B", 150, notMeasurable("the case has no image of end-systole")),
  scan("c", "c", 300, 100),
];
const intervals = (set: string) => scanRescanIntervals(set, measures, { random: randomStream(1) });

test("two scans of a person vary by hand, each side by itself; a person scanned once says nothing", () => {
  const { "lvEdvMl scanRescanVariationPercent": ours, "lvEdvMl referenceScanRescanVariationPercent": theirs } =
    intervals("rescan");
  // √((20² / 2 / 100² + 0) / 2) = 10 %
  expect([ours!.estimate, ours!.n]).toEqual([expect.closeTo(10, 12), 2]);
  expect([theirs!.estimate, theirs!.n]).toEqual([0, 1]);
});

test("two cases of a patient of another data set are not taken for repeats", () => {
  expect(intervals("emidec")).toEqual({});
});

test("tables tell whose variation it is", () => {
  expect(Object.keys(intervals("rescan")).map(metricTitle)).toEqual([
    "LV EDV scan–rescan coefficient of variation, %",
    "LV EDV scan–rescan coefficient of variation of the reference, %",
  ]);
});
