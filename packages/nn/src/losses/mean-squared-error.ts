/** What a regression minimises. */
import { mul, sub, type Tensor } from "@cmrkit/graph";
import { weightedMean } from "./weighted-mean.ts";

/**
 * Mean of squared errors, as PyTorch's `mse_loss`. Targets are z-scores, (value − mean) / deviation over the training
 * split, so that EF, age and BMI weigh alike and predictions of fresh weights start at the mean.
 *
 * Source of the choice: cinema/regression/train.py (arXiv:2506.00679).
 * @param predicted (B, K).
 * @param target (B, K).
 * @param weights (B) or (B, K), 0 where a target is missing; see `weightedMean`.
 */
export function meanSquaredError(predicted: Tensor, target: Tensor, weights?: Tensor): Tensor {
  const error = sub(predicted, target);
  return weightedMean(mul(error, error), weights);
}
