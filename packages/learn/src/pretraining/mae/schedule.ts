/** How long a run is, and how fast it learns at each step. */
import { warmUpCosine } from "@cmrkit/nn";
import type { MaeOptimiser } from "./config.ts";

/** How many updates a run makes, and how many of them warm up. */
export interface RunLength {
  readonly steps: number;
  readonly warmUpSteps: number;
}

/**
 * @param studies that are trained on: an epoch is as many updates as show about each study once.
 * @param processes that train together.
 */
export function runLength({ schedule, batch }: MaeOptimiser, studies: number, processes: number): RunLength {
  if ("steps" in schedule) return schedule;
  const perEpoch = Math.max(1, Math.floor(studies / (batch * processes)));
  return { steps: schedule.epochs * perEpoch, warmUpSteps: schedule.warmUpEpochs * perEpoch };
}

/** A run of another length warms up for the same share of it. */
export function withSteps({ steps, warmUpSteps }: RunLength, wanted: number): RunLength {
  return { steps: wanted, warmUpSteps: Math.floor((warmUpSteps * wanted) / steps) };
}

/** Source: `adjust_learning_rate` of cinema/optim.py. */
export function learningRateAt(optimiser: MaeOptimiser, { steps, warmUpSteps }: RunLength, step: number): number {
  const { learningRate: peak, finalLearningRate: final } = optimiser;
  return warmUpCosine({ peak, final, warmUpSteps, totalSteps: steps }, step);
}
