/** A network and a task as graphs: one that trains, one that predicts. */
import { input, type Tensor } from "@cmrkit/graph";
import { ParameterScope, type ParameterSpec, type RatesOf } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { LearnError } from "../errors.ts";
import { samplesInPart } from "../training/batch-parts.ts";
import type { TrainingProgram } from "../training/trainer.ts";
import type { FinetuneNetwork, Mode } from "./networks/network.ts";
import { type Noise, type NoiseCounts, noiseEntries } from "./networks/noise.ts";
import type { Task } from "./tasks/task.ts";
import type { WindowGrid } from "./window-grid.ts";

/** The input that windows are fed under, (B, C, Y, X) or (B, C, Z, Y, X). */
export const IMAGE = "image";
/** The output that predictions come under. */
export const PREDICTION = "prediction";
/** The one kind of batch. */
export const WINDOWS = "windows";

export interface Model {
  readonly network: FinetuneNetwork;
  readonly task: Task;
  readonly window: WindowGrid;
  /** Of the image. */
  readonly channels: number;
}

export interface Learning {
  readonly batch: number;
  readonly betas: readonly [number, number];
  readonly weightDecay: number;
  /** Factor on the learning rate from each layer to the one before it. */
  readonly layerDecay: number;
  readonly clipNorm: number;
  /** Leave the encoder as it is. */
  readonly freezes: boolean;
  /** Parts of each batch, computed side by side; the loss is the mean of theirs. One unless told. */
  readonly replicas?: number;
}

/** Every parameter and buffer of the network. */
export function parametersOf(model: Model): readonly ParameterSpec[] {
  return forward(model, 1, "evaluate").specs;
}

/** Frozen parameters are buffers of the program: read, and never changed. */
export function finetuneProgram(model: Model, learning: Learning): TrainingProgram {
  const { network, task } = model;
  const { replicas = 1 } = learning;
  const samples = samplesInPart(learning.batch, replicas);
  const { specs, answer } = forward(model, samples, "train", noiseInputs(noiseOf(model, learning), samples));
  const loss = task.loss(answer.logits);
  const isFrozen = ({ name }: ParameterSpec) => learning.freezes && network.isEncoder(name);
  const batch = {
    specs: specs.map((spec) => (isFrozen(spec) ? { ...spec, isBuffer: true } : spec)),
    loss,
    metrics: { loss, ...task.metrics(answer.logits) },
    ...(answer.statistics && { statistics: answer.statistics }),
  };
  return {
    kinds: new Map([[WINDOWS, batch]]),
    config: {
      optimiser: { betas: [...learning.betas], epsilon: 1e-8 },
      rates: ratesOf(network, learning),
      clipNorm: learning.clipNorm,
    },
    batchesPerUpdate: replicas,
  };
}

/** What is left out at random: no branch of an encoder that stays as it is, as in a linear probe. */
export function noiseOf({ network }: Model, { freezes }: Pick<Learning, "freezes">): NoiseCounts {
  return freezes ? { ...network.noise, dropPath: 0 } : network.noise;
}

function noiseInputs(counts: NoiseCounts, samples: number): Noise {
  const asked = noiseEntries(counts);
  return Object.fromEntries(asked.map(([name, count]) => [name, input(name, "float32", [samples, count])]));
}

/** `image` → `prediction`; weights are inputs by name. */
export function predictionModel(model: Model, batch: number): Uint8Array {
  const { answer } = forward(model, batch, "evaluate");
  return emit({ [PREDICTION]: model.task.prediction(answer.logits) });
}

/**
 * `image` → the encoder's features under `prediction`; weights are inputs by name.
 * @throws {LearnError} `bad-config` when the network has no encoder.
 */
export function featureModel({ network, window, channels }: Model, batch: number): Uint8Array {
  if (!network.features)
    throw new LearnError(
      "bad-config",
      `a ${network.title} has no encoder whose features could be asked; take convvit or vit`,
    );
  return emit({ [PREDICTION]: network.features(new ParameterScope(), windowInput(window, channels, batch)) });
}

function ratesOf(network: FinetuneNetwork, { weightDecay, layerDecay }: Learning): RatesOf {
  return network.rates(weightDecay, layerDecay);
}

function forward({ network, window, channels }: Model, batch: number, mode: Mode, noise: Noise = {}) {
  const scope = new ParameterScope();
  const image = windowInput(window, channels, batch);
  const answer = network.forward(scope, image, mode, noise);
  return { specs: scope.specs, answer };
}

function windowInput({ size, slices }: WindowGrid, channels: number, batch: number): Tensor {
  const extents = slices === null ? [size, size] : [slices, size, size];
  return input(IMAGE, "float32", [batch, channels, ...extents]);
}
