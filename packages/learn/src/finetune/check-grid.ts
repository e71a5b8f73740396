/** What would end a grid after hours of training, found out before: its networks, its metric, and the patients of its test. */
import type { DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";
import { imageMemory } from "./image-memory.ts";
import { listExamples } from "./listed-example.ts";
import { requireMetric } from "./metric-names.ts";
import { modelOf } from "./model.ts";
import { parametersOf } from "./program.ts";
import { requireEncoder } from "./require-encoder.ts";

export interface CheckedArm {
  readonly config: FinetuneConfig;
  readonly freezes: boolean;
  /** The cases that its cells are scored on. */
  readonly test: readonly DataCase[];
}

/**
 * Reads the test once for all arms that look at it alike, case by case, and keeps none of it.
 * @throws {LearnError} `bad-config` for a network that cannot be, one without an encoder that is to be frozen, or a metric that there
 *   is not; `bad-split` for a split without a test; what reading throws.
 */
export async function checkGrid(arms: readonly CheckedArm[], metric: string): Promise<void> {
  if (arms.some(({ test }) => test.length === 0))
    throw new LearnError(
      "bad-split",
      "the split has no test patient to score a grid on; give split.test of the first arm",
    );
  for (const { config, test } of arms) requireMetric(metric, config.task, config.data.set, test);
  const channelsOf = new Map<string, number>();
  for (const { config, freezes, test } of arms) {
    const { data, task, window } = config;
    const look = JSON.stringify({ data, task, window });
    const channels = channelsOf.get(look) ?? (await channelsIn(test, config));
    channelsOf.set(look, channels);
    requireNetwork(config, channels, freezes);
  }
}

async function channelsIn(test: readonly DataCase[], config: FinetuneConfig): Promise<number> {
  const [first] = await listExamples(test, config, imageMemory(0), () => {});
  return first!.size[0];
}

function requireNetwork(config: FinetuneConfig, channels: number, freezes: boolean): void {
  const { task } = config;
  const targets = task.kind === "regression" ? task.targets : [];
  const statistics = { mean: targets.map(() => 0), deviation: targets.map(() => 1) };
  const model = modelOf(config, channels, statistics);
  if (freezes) requireEncoder(model.network, parametersOf(model));
}
