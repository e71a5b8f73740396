/** Inputs of metrics with values that another implementation found: fixtures/metrics, written by its make.py. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface MetricFixtures {
  readonly stability: {
    readonly logits: readonly (readonly number[])[];
    readonly settings: readonly { readonly threshold: number; readonly offset: number }[];
    readonly scores: readonly (readonly (number | null)[])[];
  };
  readonly intraclass: Readonly<Record<"ICC(1,1)" | "ICC(2,1)" | "ICC(3,1)", number>> & {
    readonly ratings: readonly (readonly number[])[];
  };
  readonly variation: { readonly pairs: readonly (readonly [number, number])[]; readonly percent: number };
  readonly landmarks: {
    readonly spacingMm: readonly number[];
    readonly predicted: readonly (readonly number[])[];
    readonly reference: readonly (readonly number[])[];
    readonly distancesMm: readonly number[];
  };
  /** Points are apex, lateral, septal. */
  readonly long_axis: Readonly<Record<"endDiastole" | "endSystole", readonly [Point, Point, Point]>> &
    Readonly<Record<"strainPercent" | "lateralMm" | "septalMm", number>>;
}

type Point = readonly [number, number, number];

export const metricFixtures: MetricFixtures = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../fixtures/metrics/expected.json"), "utf8"),
);
