/** What a run looks at now and then: the health of its features beside that of random weights, and attention. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { encodePng } from "@cmrkit/study";
import type { NamedTensors } from "@cmrkit/tensor";
import { writeFileAtomically } from "../../training/atomic-file.ts";
import type { Metrics } from "../../training/graph-runner.ts";
import type { TrainingHook } from "../../training/loop.ts";
import { collapseWarning, type FeatureHealth, healthLine, healthRecord } from "../health/feature-health.ts";
import type { MetricsLog } from "../metrics-log.ts";
import type { DinoPretrainingConfig } from "./config.ts";
import type { Looks } from "./looks.ts";
import { outputCollapse } from "./output-collapse.ts";

export interface HookParts {
  readonly config: DinoPretrainingConfig;
  readonly looks: Looks;
  readonly log: MetricsLog;
  readonly runFolder: string;
  /** State with fresh weights: what learning is compared with. */
  readonly randomState: () => NamedTensors;
  /** Metrics of the last update. */
  readonly lastMetrics: () => Metrics;
  /** Updates after which the loss can tell a collapse. */
  readonly warmUpUpdates: number;
  /** Told in one line what was seen. */
  readonly note: (text: string) => void;
}

export function dinoHooks(parts: HookParts): readonly TrainingHook[] {
  return [healthHook(parts), attentionHook(parts)];
}

function healthHook({ config, looks, log, randomState, note, ...parts }: HookParts): TrainingHook {
  let control: FeatureHealth | undefined;
  return {
    every: config.every.health,
    run: async (state, step) => {
      control ??= await looks.health(randomState());
      const now = await looks.health(state);
      log.add({ step, ...healthRecord(now, control) });
      note(`step ${step}: ${healthLine(now, control)}`);
      const ofLoss =
        step >= parts.warmUpUpdates ? outputCollapse(parts.lastMetrics(), config.model.head.prototypes) : undefined;
      if (ofLoss !== undefined) note(`warning: the training is collapsing: ${ofLoss}`);
      const ofFeatures = collapseWarning(now, control);
      if (ofFeatures !== undefined) note(ofFeatures);
    },
  };
}

function attentionHook({ config, looks, runFolder, note }: HookParts): TrainingHook {
  return {
    every: config.every.picture,
    atStart: true,
    run: async (state, step) => {
      const { data, width, height } = await looks.attention(state);
      const folder = join(runFolder, "pictures");
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `attention-${String(step).padStart(6, "0")}.png`);
      writeFileAtomically(path, encodePng(data, width, height));
      note(`step ${step}: ${path}`);
    },
  };
}
