/** Inputs of metrics with values that another implementation found: fixtures/metrics, written by its make.py. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pair } from "@cmrkit/cardiac";
import type { ClassificationMetricName } from "../metrics/classification.ts";
import type { ClassifiedCase } from "../metrics/classified-case.ts";
import type { RegressionMetricName } from "../metrics/regression.ts";

interface MetricFixtures {
  /** The last class is in no truth; specificity is macro, and DCM's both by name. */
  readonly classification: Readonly<
    Record<Exclude<ClassificationMetricName, "sensitivity" | "specificity">, number> &
      Record<"macroSpecificity" | "sensitivityDCM" | "specificityDCM", number>
  > & { readonly classes: readonly string[]; readonly cases: readonly ClassifiedCase[] };
  readonly regression: Readonly<Record<RegressionMetricName, number>> & { readonly pairs: readonly Pair[] };
  readonly paired_tests: {
    readonly differences: readonly number[];
    readonly signFlipPValue: number;
    readonly wilcoxonStatistic: number;
    readonly wilcoxonPValue: number;
  };
}

export const metricFixtures: MetricFixtures = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../fixtures/metrics/expected.json"), "utf8"),
);
