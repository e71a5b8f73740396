/**
 * A training step as one graph: loss, gradients, clipping, the optimiser's update and the moving average of the weights.
 * Parameters and state are inputs, their successors outputs, so a runtime needs nothing but memory to train.
 *
 * Where several batches or several processes share one update, the same step falls into two graphs: one that sums
 * gradients, one that updates from the sums.
 */
import { add, gradients, input, mul, sub, type Tensor } from "@cmrkit/graph";
import type { Shape } from "@cmrkit/tensor";
import { clipFactor, globalNorm } from "./optimisers/clip.ts";
import type { RatesOf } from "./optimisers/groups.ts";
import type { Optimiser, ScaledGradient } from "./optimisers/optimiser.ts";
import type { ParameterSpec } from "./parameters.ts";
import { scalarInput } from "./scalar-input.ts";

/** What one batch contributes to an update. */
export interface BatchGraph {
  /** Parameters and buffers that the loss reads. */
  readonly specs: readonly ParameterSpec[];
  readonly loss: Tensor;
  /** Scalars to report by name. */
  readonly metrics: Readonly<Record<string, Tensor>>;
  readonly statistics?: readonly BatchStatistic[];
  /** Values of the forward pass that stay where `TrainingConfig.recomputes`: `ParameterScope.kept`. */
  readonly kept?: readonly Tensor[];
}

/** State that follows a mean over the batch rather than a gradient: DINO's centre, batch norm's running moments. */
export interface BatchStatistic {
  /** The slot, which the loss may read as an input of this name. */
  readonly slot: string;
  readonly shape: Shape;
  /** This batch's value; averaged over the batches and processes of an update. */
  readonly value: Tensor;
  readonly successor: (before: Tensor, averaged: Tensor) => Tensor;
}

export interface TrainingConfig {
  readonly optimiser: Optimiser;
  readonly rates: RatesOf;
  /** Largest norm of all gradients together, or none. */
  readonly clipNorm?: number;
  /** Largest norm of the gradient of each parameter by itself, as DINO clips, or none. */
  readonly clipEachNorm?: number;
  /** Compute forward values again for the gradients, from those that a batch keeps: less memory for more time. */
  readonly recomputes?: boolean;
  /** Keep an exponential moving average of the parameters, by the decay fed as `emaDecay`. */
  readonly keepsAverage?: boolean;
}

/** A value that one step reads and the next replaces: fed under `name`, returned under `successor`. */
export interface StateSlot {
  readonly name: string;
  readonly successor: string;
  readonly shape: Shape;
}

export interface TrainingGraph {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Trained parameters first, then optimiser state, then averages, then statistics. */
  readonly slots: readonly StateSlot[];
}

export function successorOf(name: string): string {
  return `next/${name}`;
}

export function stateName(stateKey: string, parameter: string): string {
  return `${stateKey}/${parameter}`;
}

/** The key of the moving average among a parameter's state. */
export const AVERAGE = "ema";
const SUMMED_GRADIENT = "gradient";
const SUMMED_STATISTIC = "statistic";

/** One step on one batch. Outputs are the metrics, `gradientNorm` before clipping, and the successor of every slot. */
export function trainingGraph(batch: BatchGraph, config: TrainingConfig): TrainingGraph {
  const trained = trainedOf(batch.specs);
  const update = updateGraph(trained, gradientsOf(batch, batch.loss, config), config);
  const statistics = statisticsGraph(batch.statistics ?? [], ({ value }) => value);
  return {
    outputs: { ...batch.metrics, ...update.outputs, ...statistics.outputs },
    slots: [...update.slots, ...statistics.slots],
  };
}

/**
 * The first half of a step on several batches: adds this one's gradients and statistics, weighted by 1 / `batches`, to
 * those before. Its slots are the sums; a new update starts them at zero.
 */
export function accumulationGraph(batch: BatchGraph, batches: number, config: TrainingConfig): TrainingGraph {
  const weight = 1 / batches;
  const ofStatistics = (batch.statistics ?? []).map(({ value }) => mul(value, weight));
  const addends = [...gradientsOf(batch, mul(batch.loss, weight), config), ...ofStatistics];
  const slots = accumulationSlots(batch);
  const sums = slots.map(({ name, shape }, i) => add(input(name, "float32", shape), addends[i]!));
  return { outputs: { ...batch.metrics, ...successors(slots, sums) }, slots };
}

/** The sums to which a batch adds: of each parameter's gradient, then of each statistic. */
export function accumulationSlots({ specs, statistics = [] }: BatchGraph): StateSlot[] {
  return [
    ...trainedOf(specs).map(({ name, shape }) => slotOf(stateName(SUMMED_GRADIENT, name), shape)),
    ...statistics.map(({ slot, shape }) => slotOf(stateName(SUMMED_STATISTIC, slot), shape)),
  ];
}

/** The second half: the update from the sums, fed under their names, of batches that may be of several kinds. */
export function accumulatedUpdateGraph(batches: readonly BatchGraph[], config: TrainingConfig): TrainingGraph {
  const byName = new Map(batches.flatMap(({ specs }) => trainedOf(specs)).map((spec) => [spec.name, spec]));
  const trained = [...byName.values()];
  const sums = trained.map(({ name, shape }) => input(stateName(SUMMED_GRADIENT, name), "float32", shape));
  const update = updateGraph(trained, sums, config);
  const bySlot = new Map(batches.flatMap(({ statistics = [] }) => statistics).map((each) => [each.slot, each]));
  const statistics = statisticsGraph([...bySlot.values()], ({ slot, shape }) =>
    input(stateName(SUMMED_STATISTIC, slot), "float32", shape),
  );
  return {
    outputs: { ...update.outputs, ...statistics.outputs },
    slots: [...update.slots, ...statistics.slots],
  };
}

function trainedOf(specs: readonly ParameterSpec[]): readonly ParameterSpec[] {
  return specs.filter(({ isBuffer }) => !isBuffer);
}

function gradientsOf({ specs, kept = [] }: BatchGraph, loss: Tensor, { recomputes = false }: TrainingConfig): Tensor[] {
  const trained = trainedOf(specs).map(({ tensor }) => tensor);
  return gradients(loss, trained, recomputes ? { kept } : {});
}

function updateGraph(
  trained: readonly ParameterSpec[],
  ofLoss: readonly Tensor[],
  { optimiser, rates, keepsAverage, ...clipping }: TrainingConfig,
): TrainingGraph {
  const norm = globalNorm(ofLoss);
  const clipped = clip(ofLoss, norm, clipping);
  const rule = optimiser.prepare({ learningRate: scalarInput("learningRate"), step: scalarInput("step") });
  const emaDecay = scalarInput("emaDecay");
  const slots: StateSlot[] = [];
  const values: Tensor[] = [];
  trained.forEach(({ name, shape, tensor }, i) => {
    const ofParameter = rates(name, shape);
    const state = optimiser.stateNames.map((key) => slotOf(stateName(key, name), shape));
    const before = state.map((each) => input(each.name, "float32", shape));
    const update = rule(tensor, clipped[i]!, before, ofParameter);
    slots.push(slotOf(name, shape), ...state);
    values.push(update.parameter, ...update.state);
    if (keepsAverage) {
      const average = slotOf(stateName(AVERAGE, name), shape);
      slots.push(average);
      values.push(movingAverage(input(average.name, "float32", shape), update.parameter, emaDecay));
    }
  });
  return { outputs: { gradientNorm: norm, ...successors(slots, values) }, slots };
}

function clip(
  ofLoss: readonly Tensor[],
  norm: Tensor,
  { clipNorm, clipEachNorm }: Pick<TrainingConfig, "clipNorm" | "clipEachNorm">,
): readonly ScaledGradient[] {
  const ofAll = clipNorm === undefined ? undefined : clipFactor(norm, clipNorm);
  return ofLoss.map((value) => {
    if (clipEachNorm === undefined) return { value, factor: ofAll };
    const ofEach = clipFactor(globalNorm([value]), clipEachNorm);
    return { value, factor: ofAll ? mul(ofEach, ofAll) : ofEach };
  });
}

/** average + (1 − decay)·(value − average). */
function movingAverage(average: Tensor, value: Tensor, decay: Tensor): Tensor {
  return add(average, mul(sub(value, average), sub(1, decay)));
}

function statisticsGraph(
  statistics: readonly BatchStatistic[],
  averageOf: (statistic: BatchStatistic) => Tensor,
): TrainingGraph {
  const slots = statistics.map(({ slot, shape }) => slotOf(slot, shape));
  const values = statistics.map((each) => each.successor(input(each.slot, "float32", each.shape), averageOf(each)));
  return { outputs: successors(slots, values), slots };
}

function slotOf(name: string, shape: Shape): StateSlot {
  return { name, successor: successorOf(name), shape };
}

function successors(slots: readonly StateSlot[], values: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(slots.map(({ successor }, i) => [successor, values[i]!]));
}
