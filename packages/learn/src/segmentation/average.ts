/**
 * Runs that began from the same weights as one model: the mean of their weights, as fast as any one of them.
 *
 * Source: Wortsman et al., "Model soups", ICML 2022: networks fine-tuned from one common start lie so near to each other that the
 * mean of their weights does what the mean of their answers does.
 */
import { isDeepStrictEqual } from "node:util";
import { float32, type HostTensor } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import {
  type ModelOrigin,
  modelOrigin,
  readModelWeights,
  readTrainingFacts,
  type TrainingFacts,
  writeSegmentationModel,
} from "./export.ts";
import { requireSameDesign } from "./same-design.ts";
import type { FurtherHearts } from "./train.ts";

/**
 * Writes the mean of the weights of several runs.
 * @param models Their folders, as training wrote them.
 * @throws {LearnError} `bad-config` for fewer than two, for different networks or plans, or for runs that began from different
 *   weights, `bad-split` when they held out different patients, `bad-checkpoint` for a folder that is no model.
 */
export function writeAveragedModel(folder: string, name: string, models: readonly string[]): void {
  const each = models.map(readTrainingFacts);
  requireSameDesign(models, each);
  const origins = models.map(modelOrigin);
  requireDifferent(models, origins);
  requireSameStart(models, each);
  requireSameSplit(models, each);
  const { config, split, from } = each[0]!;
  const further = largestOfEachSet(each.flatMap((facts) => facts.further ?? []));
  writeSegmentationModel(folder, name, meanOf(models.map(readModelWeights)), {
    config,
    split,
    steps: each.reduce((sum, { steps }) => sum + steps, 0),
    ...(from && { from }),
    ...(further.length > 0 && { further }),
    averages: origins,
  });
}

function requireDifferent(models: readonly string[], origins: readonly ModelOrigin[]): void {
  const again = origins.findIndex(({ sha256 }, i) => origins.findIndex((other) => other.sha256 === sha256) < i);
  if (again !== -1)
    throw new LearnError("bad-config", `${models[again]} has the weights of another of the runs; name each once`);
}

function requireSameStart(models: readonly string[], each: readonly TrainingFacts[]): void {
  const fresh = each.findIndex(({ from }) => from === undefined);
  if (fresh !== -1)
    throw new LearnError("bad-config", `${models[fresh]} began from fresh weights, whose means mean nothing`);
  const other = each.findIndex(({ from }) => !isDeepStrictEqual(from, each[0]!.from));
  if (other !== -1)
    throw new LearnError("bad-config", `${models[other]} and ${models[0]} began from different weights`);
}

function requireSameSplit(models: readonly string[], each: readonly TrainingFacts[]): void {
  const other = each.findIndex(({ split }) => split.sha256 !== each[0]!.split.sha256);
  if (other !== -1)
    throw new LearnError(
      "bad-split",
      `${models[other]} and ${models[0]} held out different patients: none is new to both`,
    );
}

/** Runs that learnt from a set besides are taken to have learnt from the same hearts of it. */
function largestOfEachSet(further: readonly FurtherHearts[]): readonly FurtherHearts[] {
  const sets = [...new Set(further.map(({ set }) => set))];
  return sets.map((set) => ({
    set,
    hearts: Math.max(...further.filter((one) => one.set === set).map(({ hearts }) => hearts)),
  }));
}

function meanOf(weights: readonly ReadonlyMap<string, HostTensor>[]): ReadonlyMap<string, HostTensor> {
  return new Map([...weights[0]!.keys()].map((path) => [path, meanTensor(weights.map((one) => one.get(path)!))]));
}

function meanTensor(values: readonly HostTensor[]): HostTensor {
  const { shape, data } = values[0]!;
  const mean = Float32Array.from({ length: data.length }, (_, at) => {
    const sum = values.reduce((total, value) => total + Number(value.data[at]), 0);
    return sum / values.length;
  });
  return float32(shape, mean);
}
