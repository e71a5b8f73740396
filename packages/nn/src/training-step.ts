/**
 * What one batch gives to a training step, as one graph: metrics, the gradient of every trained parameter, statistics.
 * The update that follows is `update.ts`.
 */
import { gradients, mul, type Tensor } from "@cmrkit/graph";
import type { Shape } from "@cmrkit/tensor";
import type { ParameterSpec } from "./parameters.ts";

/** What one batch contributes to an update. */
export interface BatchGraph {
  /** Parameters and buffers that the loss reads. */
  readonly specs: readonly ParameterSpec[];
  readonly loss: Tensor;
  /** Scalars to report by name. */
  readonly metrics: Readonly<Record<string, Tensor>>;
  readonly statistics?: readonly BatchStatistic[];
  /** Values of the forward pass that stay where `GradientOptions.recomputes`: `ParameterScope.kept`. */
  readonly kept?: readonly Tensor[];
}

/** State that follows a mean over the batch rather than a gradient: DINO's centre, batch norm's running moments. */
export interface BatchStatistic {
  /** The slot, which the loss may read as an input of this name. */
  readonly slot: string;
  readonly shape: Shape;
  /** This batch's value; averaged over the batches and processes of an update. */
  readonly value: Tensor;
  /** How much of the average enters the slot: next = before + share · (average − before). */
  readonly share: number;
}

export interface GradientOptions {
  /** Of this batch in the update: 1 / the number of batches. */
  readonly weight?: number;
  /** Compute forward values again for the gradients, from those that a batch keeps: less memory for more time. */
  readonly recomputes?: boolean;
}

/** State by its name and shape. */
export interface StateSlot {
  readonly name: string;
  readonly shape: Shape;
}

export interface GradientGraph {
  /** The metrics, and every contribution under its name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** What batches and processes sum: `contributionsOf`. */
  readonly contributions: readonly StateSlot[];
}

export function stateName(stateKey: string, parameter: string): string {
  return `${stateKey}/${parameter}`;
}

/** The key of the moving average among a parameter's state. */
export const AVERAGE = "ema";

export function gradientName(parameter: string): string {
  return `gradient/${parameter}`;
}

export function statisticName(slot: string): string {
  return `statistic/${slot}`;
}

/** The metrics of a batch, and its gradients and statistics times its weight. */
export function gradientGraph(
  batch: BatchGraph,
  { weight = 1, recomputes = false }: GradientOptions = {},
): GradientGraph {
  const weighted = (value: Tensor) => (weight === 1 ? value : mul(value, weight));
  const trained = trainedOf(batch.specs).map(({ tensor }) => tensor);
  const ofLoss = gradients(weighted(batch.loss), trained, recomputes ? { kept: batch.kept ?? [] } : {});
  const ofStatistics = (batch.statistics ?? []).map(({ value }) => weighted(value));
  const values = [...ofLoss, ...ofStatistics];
  const contributions = contributionsOf(batch);
  const named = Object.fromEntries(contributions.map(({ name }, i) => [name, values[i]!]));
  return { outputs: { ...batch.metrics, ...named }, contributions };
}

/** What a batch adds to an update: each trained parameter's gradient, then each statistic. */
export function contributionsOf({ specs, statistics = [] }: BatchGraph): StateSlot[] {
  return [
    ...trainedOf(specs).map(({ name, shape }) => ({ name: gradientName(name), shape })),
    ...statistics.map(({ slot, shape }) => ({ name: statisticName(slot), shape })),
  ];
}

export function trainedOf(specs: readonly ParameterSpec[]): readonly ParameterSpec[] {
  return specs.filter(({ isBuffer }) => !isBuffer);
}
