/** A network and a task as graphs: one that trains, one that predicts. */
import { input, type Tensor } from "@cmrkit/graph";
import { ParameterScope, type ParameterSpec, type RatesOf } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { LearnError } from "../errors.ts";
import { samplesInPart } from "../training/batch-parts.ts";
import type { TrainingProgram } from "../training/trainer.ts";
import type { FinetuneNetwork, Mode } from "./networks/network.ts";
import type { Task } from "./tasks/task.ts";
import type { WindowGrid } from "./window-grid.ts";

/** The input that windows are fed under, (B, C, Y, X) or (B, C, Z, Y, X). */
export const IMAGE = "image";
/** The output that predictions come under. */
export const PREDICTION = "prediction";
/** The input that decides which branches are dropped, (B, branches) numbers in [0, 1). */
export const DROP_PATH = "dropPath";
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
  const branches = droppedBranches(model, learning);
  const { replicas = 1 } = learning;
  const samples = samplesInPart(learning.batch, replicas);
  const dropPath = branches === 0 ? undefined : input(DROP_PATH, "float32", [samples, branches]);
  const { specs, answer } = forward(model, samples, "train", dropPath);
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

/** Numbers that a sample of a batch is fed for drop path: none where the encoder stays as it is, as in a linear probe. */
export function droppedBranches({ network }: Model, { freezes }: Pick<Learning, "freezes">): number {
  return freezes ? 0 : network.dropPathBranches;
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

function forward({ network, window, channels }: Model, batch: number, mode: Mode, dropPath?: Tensor) {
  const scope = new ParameterScope();
  const image = windowInput(window, channels, batch);
  const answer = network.forward(scope, image, mode, dropPath);
  return { specs: scope.specs, answer };
}

function windowInput({ size, slices }: WindowGrid, channels: number, batch: number): Tensor {
  const extents = slices === null ? [size, size] : [slices, size, size];
  return input(IMAGE, "float32", [batch, channels, ...extents]);
}
