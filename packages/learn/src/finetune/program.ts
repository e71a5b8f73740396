/** A network and a task as graphs: one that trains, one that predicts. */
import { add, div, input, type Tensor } from "@cmrkit/graph";
import { ParameterScope, type ParameterSpec, type RatesOf } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { LearnError } from "../errors.ts";
import { samplesInPart } from "../training/batch-parts.ts";
import type { TrainingProgram } from "../training/trainer.ts";
import type { FinetuneNetwork, Mode, OfViews } from "./networks/network.ts";
import { eachView, type NetworkView, type NetworkViews } from "./networks/network-views.ts";
import { type Noise, type NoiseCounts, noiseEntries } from "./networks/noise.ts";
import type { Task } from "./tasks/task.ts";
import { windowExtents } from "./window-grid.ts";

/** The one kind of batch. */
export const WINDOWS = "windows";

export interface Model {
  readonly network: FinetuneNetwork;
  readonly task: Task;
  readonly views: NetworkViews;
  /** Of each image. */
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
  const { network } = model;
  const { replicas = 1 } = learning;
  const samples = samplesInPart(learning.batch, replicas);
  const { specs, answer } = forward(model, samples, "train", noiseInputs(noiseOf(model, learning), samples));
  const isFrozen = ({ name }: ParameterSpec) => learning.freezes && network.isEncoder(name);
  const batch = {
    specs: specs.map((spec) => (isFrozen(spec) ? { ...spec, isBuffer: true } : spec)),
    ...lossOf(model, answer.logits),
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

/** The mean of the views' losses, as CineMA; and what is reported beside it, of each view where there are several. */
function lossOf({ task, views }: Model, logits: OfViews) {
  const [first, ...others] = views.map(({ target }, i) => task.loss(logits[i]!, target));
  const loss = meanOf([first!, ...others]);
  const told = views.flatMap(({ name, target }, i) => {
    const ending = views.length === 1 ? "" : ` ${name}`;
    return Object.entries(task.metrics(logits[i]!, target)).map(([metric, value]) => [`${metric}${ending}`, value]);
  });
  return { loss, metrics: { loss, ...(Object.fromEntries(told) as Record<string, Tensor>) } };
}

function meanOf([first, ...others]: OfViews): Tensor {
  return others.length === 0 ? first : div(others.reduce(add, first), others.length + 1);
}

/** What is left out at random: no branch of an encoder that stays as it is, as in a linear probe. */
export function noiseOf({ network }: Model, { freezes }: Pick<Learning, "freezes">): NoiseCounts {
  return freezes ? { ...network.noise, dropPath: 0 } : network.noise;
}

function noiseInputs(counts: NoiseCounts, samples: number): Noise {
  const asked = noiseEntries(counts);
  return Object.fromEntries(asked.map(([name, count]) => [name, input(name, "float32", [samples, count])]));
}

/** The image of each view → its prediction; weights are inputs by name. */
export function predictionModel(model: Model, batch: number): Uint8Array {
  const { answer } = forward(model, batch, "evaluate");
  const outputs = model.views.map(({ prediction }, i) => [prediction, model.task.prediction(answer.logits[i]!)]);
  return emit(Object.fromEntries(outputs));
}

/**
 * The image of a view → the encoder's features under the name of its prediction; weights are inputs by name.
 * @throws {LearnError} `bad-config` when the network has no encoder.
 */
export function featureModel({ network, views: [view], channels }: Model, batch: number): Uint8Array {
  if (!network.features)
    throw new LearnError(
      "bad-config",
      `a ${network.title} has no encoder whose features could be asked; take convvit or vit`,
    );
  const features = network.features(new ParameterScope(), windowInput(view, channels, batch));
  return emit({ [view.prediction]: features });
}

function ratesOf(network: FinetuneNetwork, { weightDecay, layerDecay }: Learning): RatesOf {
  return network.rates(weightDecay, layerDecay);
}

function forward({ network, views, channels }: Model, batch: number, mode: Mode, noise: Noise = {}) {
  const scope = new ParameterScope();
  const images = eachView(views, (view) => windowInput(view, channels, batch));
  const answer = network.forward(scope, images, mode, noise);
  return { specs: scope.specs, answer };
}

function windowInput({ image, window }: NetworkView, channels: number, batch: number): Tensor {
  return input(image, "float32", [batch, channels, ...windowExtents(window)]);
}
