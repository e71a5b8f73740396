/** What would end a grid after hours of training, found out before: its networks, encoders, metric, and the patients of its test. */
import type { DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";
import { imageMemory } from "./image-memory.ts";
import { type ListedExample, listExamples } from "./listed-example.ts";
import { requireMetric } from "./metric-names.ts";
import { modelOf } from "./model.ts";
import { parametersOf } from "./program.ts";
import { requireEncoder } from "./require-encoder.ts";
import { startingWeights } from "./starting-weights.ts";

export interface CheckedArm {
  readonly config: FinetuneConfig;
  readonly freezes: boolean;
  /** Weight file of a pre-trained encoder. */
  readonly encoder?: string | undefined;
  /** The cases that its cells are scored on. */
  readonly test: readonly DataCase[];
}

/**
 * Reads the test once for all arms that look at it alike, case by case, and keeps none of it.
 * @throws {LearnError} `bad-config` for a network that cannot be, one without an encoder that is to be frozen, or a metric that there
 *   is not; `bad-split` for a split without a test; what reading and taking over an encoder throw.
 */
export async function checkGrid(arms: readonly CheckedArm[], metric: string): Promise<void> {
  if (arms.some(({ test }) => test.length === 0))
    throw new LearnError(
      "bad-split",
      "the split has no test patient to score a grid on; give split.test of the first arm",
    );
  const examplesOf = new Map<string, readonly ListedExample[]>();
  for (const { test, ...arm } of arms) {
    const { data, task, window } = arm.config;
    const look = JSON.stringify({ data, task, window });
    const examples = examplesOf.get(look) ?? (await listExamples(test, arm.config, imageMemory(0), () => {}));
    examplesOf.set(look, examples);
    requireMetric(metric, { task, set: data.set, cases: test, examples });
    await requireNetwork(arm, examples[0]!.size[0]);
  }
}

async function requireNetwork({ config, freezes, encoder }: Omit<CheckedArm, "test">, channels: number): Promise<void> {
  const { task, seed } = config;
  const targets = task.kind === "regression" ? task.targets : [];
  const statistics = { mean: targets.map(() => 0), deviation: targets.map(() => 1) };
  const model = modelOf(config, channels, statistics);
  const specs = parametersOf(model);
  if (freezes) requireEncoder(model.network, specs);
  await startingWeights(model.network, specs, seed, encoder);
}
