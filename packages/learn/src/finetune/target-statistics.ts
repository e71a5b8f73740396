/** Mean and deviation of regression targets over the training patients, never over those who are looked at. */
import { LearnError } from "../errors.ts";
import type { Example } from "./examples.ts";
import type { TargetStatistics } from "./tasks/regression.ts";

/** @throws {LearnError} `bad-split` when a target is the same for all, so that there is nothing to learn. */
export function targetStatistics(
  examples: readonly Pick<Example, "truth">[],
  names: readonly string[],
): TargetStatistics {
  const rows = examples.flatMap(({ truth }) => (truth.kind === "values" ? [truth.values] : []));
  const mean = names.map((_, k) => meanOf(rows.map((row) => row[k]!)));
  const deviation = names.map((_, k) => Math.sqrt(meanOf(rows.map((row) => (row[k]! - mean[k]!) ** 2))));
  const constant = names.find((_, k) => !(deviation[k]! > 0));
  if (constant !== undefined)
    throw new LearnError(
      "bad-split",
      `${constant} is the same for all ${rows.length} training examples; take more patients`,
    );
  return { mean, deviation };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
