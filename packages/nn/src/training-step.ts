/**
 * A training step as one graph: loss, gradients, clipping, the optimiser's update and the moving average of the weights.
 * Parameters and state are inputs, their successors outputs, so a runtime needs nothing but memory to train.
 */
import { add, gradients, input, mul, sub, type Tensor } from "@cmrkit/graph";
import type { Shape } from "@cmrkit/tensor";
import { clipFactor, globalNorm } from "./optimisers/clip.ts";
import type { RatesOf } from "./optimisers/groups.ts";
import type { Optimiser } from "./optimisers/optimiser.ts";
import type { ParameterSpec } from "./parameters.ts";

export interface TrainingConfig {
  readonly optimiser: Optimiser;
  readonly rates: RatesOf;
  /** Largest norm of all gradients together, or none. */
  readonly clipNorm?: number;
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
  /** Trained parameters first, then optimiser state, then averages. */
  readonly slots: readonly StateSlot[];
}

/** Names of scalar inputs that the host feeds at each update. */
export const scalarInputs = ["learningRate", "step", "emaDecay"] as const;

export function successorOf(name: string): string {
  return `next/${name}`;
}

export function stateName(stateKey: string, parameter: string): string {
  return `${stateKey}/${parameter}`;
}

/** The key of the moving average among a parameter's state. */
export const AVERAGE = "ema";
/** The key of summed gradients among a parameter's state. */
export const ACCUMULATED = "gradient";

/** One step on one batch. Outputs are the metrics, `gradientNorm` before clipping, and the successor of every slot. */
export function trainingGraph(
  specs: readonly ParameterSpec[],
  loss: Tensor,
  metrics: Readonly<Record<string, Tensor>>,
  config: TrainingConfig,
): TrainingGraph {
  const trained = specs.filter(({ isBuffer }) => !isBuffer);
  const ofLoss = gradients(
    loss,
    trained.map(({ tensor }) => tensor),
  );
  const update = updateGraph(trained, ofLoss, config);
  return { outputs: { ...metrics, ...update.outputs }, slots: update.slots };
}

/**
 * Half a step for gradient accumulation: adds the batch's gradients, weighted by 1 / `batches`, to those of the batches
 * before. Its slots are the sums.
 */
export function accumulationGraph(
  specs: readonly ParameterSpec[],
  loss: Tensor,
  metrics: Readonly<Record<string, Tensor>>,
  batches: number,
): TrainingGraph {
  const trained = specs.filter(({ isBuffer }) => !isBuffer);
  const ofLoss = gradients(
    mul(loss, 1 / batches),
    trained.map(({ tensor }) => tensor),
  );
  const slots = trained.map(({ name, shape }) => slot(stateName(ACCUMULATED, name), shape));
  const sums = slots.map(({ name, shape }, i) => add(input(name, "float32", shape), ofLoss[i]!));
  return { outputs: { ...metrics, ...successors(slots, sums) }, slots };
}

/** The other half: the update from gradients fed as the sums. */
export function accumulatedUpdateGraph(specs: readonly ParameterSpec[], config: TrainingConfig): TrainingGraph {
  const trained = specs.filter(({ isBuffer }) => !isBuffer);
  const sums = trained.map(({ name, shape }) => input(stateName(ACCUMULATED, name), "float32", shape));
  return updateGraph(trained, sums, config);
}

function updateGraph(
  trained: readonly ParameterSpec[],
  ofLoss: readonly Tensor[],
  { optimiser, rates, clipNorm, keepsAverage }: TrainingConfig,
): TrainingGraph {
  const norm = globalNorm(ofLoss);
  const factor = clipNorm === undefined ? undefined : clipFactor(norm, clipNorm);
  const rule = optimiser.prepare({ learningRate: scalar("learningRate"), step: scalar("step") });
  const emaDecay = scalar("emaDecay");
  const slots: StateSlot[] = [];
  const values: Tensor[] = [];
  trained.forEach(({ name, shape, tensor }, i) => {
    const state = optimiser.stateNames.map((key) => slot(stateName(key, name), shape));
    const gradient = factor ? mul(ofLoss[i]!, factor) : ofLoss[i]!;
    const stateInputs = state.map((each) => input(each.name, "float32", shape));
    const update = rule(tensor, gradient, stateInputs, rates(name, shape));
    slots.push(slot(name, shape), ...state);
    values.push(update.parameter, ...update.state);
    if (keepsAverage) {
      const average = slot(stateName(AVERAGE, name), shape);
      slots.push(average);
      values.push(movingAverage(input(average.name, "float32", shape), update.parameter, emaDecay));
    }
  });
  return { outputs: { gradientNorm: norm, ...successors(slots, values) }, slots };
}

/** average + (1 − decay)·(value − average). */
function movingAverage(average: Tensor, value: Tensor, decay: Tensor): Tensor {
  return add(average, mul(sub(value, average), sub(1, decay)));
}

function scalar(name: (typeof scalarInputs)[number]): Tensor {
  return input(name, "float32", []);
}

function slot(name: string, shape: Shape): StateSlot {
  return { name, successor: successorOf(name), shape };
}

function successors(slots: readonly StateSlot[], values: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(slots.map(({ successor }, i) => [successor, values[i]!]));
}
