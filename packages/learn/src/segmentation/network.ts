/** The segmentation network as graphs: one that trains, one that predicts. */

import {
  add,
  argMax,
  div,
  input,
  mul,
  oneHot,
  reduceMean,
  reduceSum,
  slice,
  softmax,
  type Tensor,
} from "@cmrkit/graph";
import { crossEntropy, diceLoss, ParameterScope, type ParameterSpec, patchUNet, uniformRates } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { samplesInPart } from "../training/batch-parts.ts";
import type { TrainingProgram } from "../training/trainer.ts";
import type { SegmentationConfig } from "./config.ts";

function imageOf({ plan }: SegmentationConfig, B: number): Tensor {
  return input("image", "float32", [B, plan.inputSlices, plan.windowSize, plan.windowSize]);
}

function logitsOf({ plan, network }: SegmentationConfig, scope: ParameterScope, image: Tensor): Tensor {
  return patchUNet(scope, { ...network, inChannels: plan.inputSlices, outChannels: plan.classes }, image);
}

/** The one kind of batch that segmentation trains on. */
export const LABELLED_WINDOWS = "labelled windows";

/** Cross entropy plus soft Dice over the batch, or over each replica's part of it, as nnU-Net; the metric is the hard Dice of the batch. */
export function segmentationProgram(
  config: SegmentationConfig,
  replicas = 1,
): {
  specs: readonly ParameterSpec[];
  program: TrainingProgram;
} {
  const { optimiser, plan } = config;
  const scope = new ParameterScope();
  const samples = samplesInPart(optimiser.batch, replicas);
  const logits = logitsOf(config, scope, imageOf(config, samples));
  const label = input("label", "int64", [samples, plan.windowSize, plan.windowSize]);
  const loss = add(crossEntropy(logits, label), diceLoss(logits, label, { overBatch: true }));
  const batch = { specs: scope.specs, loss, metrics: { loss, dice: hardDice(logits, label) } };
  const program: TrainingProgram = {
    kinds: new Map([[LABELLED_WINDOWS, batch]]),
    config: {
      optimiser: { betas: optimiser.betas, epsilon: 1e-8 },
      rates: uniformRates(optimiser.weightDecay),
      clipNorm: optimiser.clipNorm,
      keepsAverage: true,
    },
    batchesPerUpdate: replicas,
  };
  return { specs: scope.specs, program };
}

/** Mean Dice of the foreground classes over all pixels of the batch. */
function hardDice(logits: Tensor, label: Tensor): Tensor {
  const K = logits.shape[1]!;
  const indicators = (classes: Tensor) => slice(oneHot(classes, K, 1), [{ axis: 1, start: 1 }]);
  const [predicted, target] = [indicators(argMax(logits, 1)), indicators(label)];
  const sum = (x: Tensor) => reduceSum(x, { axes: [0, 2, 3] });
  return reduceMean(div(add(mul(sum(mul(predicted, target)), 2), 1e-5), add(add(sum(predicted), sum(target)), 1e-5)));
}

/** The network that predicts: `image` → `probabilities` (B, classes, size, size). Its weights are inputs by name. */
export function segmentationModel(config: SegmentationConfig): Uint8Array {
  const logits = logitsOf(config, new ParameterScope(), imageOf(config, config.plan.batch));
  return emit({ probabilities: softmax(logits, 1) });
}

/** As many networks of one design as one, each with its weights below `memberPrefix`; the probabilities are their mean. */
export function segmentationEnsemble(config: SegmentationConfig, members: number): Uint8Array {
  const image = imageOf(config, config.plan.batch);
  const each = Array.from({ length: members }, (_, member) =>
    softmax(logitsOf(config, new ParameterScope(memberPrefix(member)), image), 1),
  );
  return emit({ probabilities: div(each.reduce(add), members) });
}

/** What the names of a member's parameters begin with. */
export function memberPrefix(member: number): string {
  return `members.${member}.`;
}
