/** Numbers for an image, learnt as z-scores of the training patients: mean squared error, as CineMA. */
import { add, constant, input, mul, type Tensor } from "@cmrkit/graph";
import { meanSquaredError } from "@cmrkit/nn";
import { float32 } from "@cmrkit/tensor";
import type { Task } from "./task.ts";

/** Of the targets of the training patients. */
export interface TargetStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Targets are fed as z-scores; predictions are in the target's own unit. */
export function regressionTask({ mean, deviation }: TargetStatistics): Task {
  const K = mean.length;
  const row = (values: readonly number[]) => constant(float32([1, K], values));
  return {
    answers: "image",
    outputs: K,
    loss: (logits, fed) => meanSquaredError(logits, target(logits, fed)),
    metrics: () => ({}),
    prediction: (logits) => add(mul(logits, row(deviation)), row(mean)),
  };
}

/** (B, K). */
function target({ shape }: Tensor, fed: string): Tensor {
  return input(fed, "float32", shape);
}
