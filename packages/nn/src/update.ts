/**
 * The second half of a training step: clipping, AdamW and moving averages, in place on the host. The graph ends with the
 * gradients (ADR 0012).
 */
import { float32, type HostTensor, zeros } from "@cmrkit/tensor";
import { type AdamWConfig, adamWFactors, adamWState } from "./optimisers/adamw.ts";
import type { ParameterRates, RatesOf } from "./optimisers/groups.ts";
import { adamWInPlace, followInPlace, sumOfSquares } from "./optimisers/update-kernel.ts";
import {
  AVERAGE,
  type BatchGraph,
  gradientName,
  type StateSlot,
  stateName,
  statisticName,
  trainedOf,
} from "./training-step.ts";

export interface UpdateConfig {
  readonly optimiser: AdamWConfig;
  readonly rates: RatesOf;
  /** Largest norm of all gradients together, or none. */
  readonly clipNorm?: number;
  /** Largest norm of the gradient of each parameter by itself, as DINO clips, or none. */
  readonly clipEachNorm?: number;
  /** Keep an exponential moving average of the parameters, by the decay given as `emaDecay`. */
  readonly keepsAverage?: boolean;
}

/** Numbers given at each update: `learningRate`, `step` (from 1), `emaDecay` and whatever a program reads besides. */
export type Scalars = Readonly<Record<string, number>>;

/** Parameters, optimiser state, averages and statistics by name. The arrays are written in place. */
export type TrainingState = Map<string, HostTensor<"float32">>;

/** A copy of the values to start from; what has none starts at zero when it is first needed. */
export function trainingState(initial: ReadonlyMap<string, HostTensor>): TrainingState {
  const copies = [...initial].map(([name, { shape, data }]) => {
    return [
      name,
      float32(shape, data instanceof Float32Array ? data.slice() : Float32Array.from(data, Number)),
    ] as const;
  });
  return new Map(copies);
}

/** The array of a slot. */
export function slotOf(state: TrainingState, { name, shape }: StateSlot): HostTensor<"float32"> {
  const known = state.get(name);
  if (known) return known;
  const fresh = zeros("float32", shape);
  state.set(name, fresh);
  return fresh;
}

/**
 * One update of the parameters and statistics that some batches contribute to.
 * @param contributed Sums over batches, means over processes, by the names of `contributionsOf`.
 * @returns the norm of all gradients before clipping; the square root of a sum in double precision.
 */
export function updateInPlace(
  state: TrainingState,
  batches: readonly BatchGraph[],
  contributed: ReadonlyMap<string, HostTensor<"float32">>,
  { config, scalars }: { readonly config: UpdateConfig; readonly scalars: Scalars },
): number {
  const parameters = byName(
    batches.flatMap(({ specs }) => trainedOf(specs)),
    ({ name }) => name,
  );
  const gradients = parameters.map(({ name }) => contributed.get(gradientName(name))!.data);
  const squares = gradients.map(sumOfSquares);
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const ofAll = clipFactor(norm, config.clipNorm);
  parameters.forEach((parameter, i) => {
    const gradientFactor = ofAll * clipFactor(Math.sqrt(squares[i]!), config.clipEachNorm);
    updateParameter(state, parameter, gradients[i]!, { config, scalars, gradientFactor });
  });
  for (const { slot, shape, share } of byName(
    batches.flatMap(({ statistics = [] }) => statistics),
    ({ slot }) => slot,
  ))
    followInPlace(slotOf(state, { name: slot, shape }).data, contributed.get(statisticName(slot))!.data, share);
  return norm;
}

const CLIP_EPSILON = 1e-6; // as torch.nn.utils.clip_grad_norm_

/** The factor on gradients that brings their norm to at most `most`. */
function clipFactor(norm: number, most: number | undefined): number {
  return most === undefined ? 1 : Math.min(1, most / (norm + CLIP_EPSILON));
}

interface OneUpdate {
  readonly config: UpdateConfig;
  readonly scalars: Scalars;
  readonly gradientFactor: number;
}

function updateParameter(
  state: TrainingState,
  { name, shape }: StateSlot,
  gradient: Float32Array,
  { config, scalars, gradientFactor }: OneUpdate,
): void {
  const slot = (key: string) => slotOf(state, { name: stateName(key, name), shape }).data;
  const parameter = slotOf(state, { name, shape }).data;
  const [first, second] = adamWState.map(slot) as [Float32Array, Float32Array];
  const rates = config.rates(name, shape);
  if (trains(rates, scalars)) {
    const learningRate = scalar(scalars, "learningRate") * rates.learningRateScale;
    const weightDecay = rates.weightDecay * (rates.weightDecayFactor ? scalar(scalars, rates.weightDecayFactor) : 1);
    const terms = { learningRate, weightDecay, step: scalar(scalars, "step"), gradientFactor };
    adamWInPlace(parameter, gradient, [first, second], adamWFactors(config.optimiser, terms));
  }
  if (config.keepsAverage) followInPlace(slot(AVERAGE), parameter, 1 - scalar(scalars, "emaDecay"));
}

function trains({ trainsWhile }: ParameterRates, scalars: Scalars): boolean {
  return trainsWhile === undefined || scalar(scalars, trainsWhile) > 0;
}

function scalar(scalars: Scalars, name: string): number {
  const value = scalars[name];
  if (value === undefined) throw new Error(`internal: an update needs the number ${name}`);
  return value;
}

/** The first of each name, in order. */
function byName<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(nameOf(item))) first.set(nameOf(item), item);
  return [...first.values()];
}
