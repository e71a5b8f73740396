/** Who is held out of a set of hearts to try the network on: drawn, a fold, or whom the model to start from held out. */
import type { DataCase } from "../datasets/data-set.ts";
import { dataSetNamed } from "../datasets/data-sets.ts";
import { type HeartCase, heartsOf, listHearts } from "../datasets/labelled-hearts.ts";
import { type Fold, splitOfFold } from "../datasets/patient-split.ts";
import { casesOfPatients } from "../datasets/patients.ts";
import { type Split, splitCases, splitInto, splitPatients, unseenCases } from "../datasets/split.ts";
import { LearnError } from "../errors.ts";
import type { SegmentationConfig } from "./config.ts";
import type { TrainingFacts } from "./export.ts";

/** Who is held out, where not as many as the configuration says are drawn. */
export interface HoldOut {
  /** Its patients. */
  readonly fold?: Fold;
  /** The model to start from: whom it held out is held out again, and whom it learnt from cannot be. */
  readonly origin?: Pick<TrainingFacts, "config" | "split">;
}

/**
 * The hearts of a set and how they are split.
 * @throws {LearnError} `bad-config` when nobody is left to learn from; `bad-split` when a patient would be held out from whom the
 *   model to start from has learnt, or nobody of those that it held out is in the folder.
 */
export function splitSet(dataFolder: string, config: SegmentationConfig, { fold, origin }: HoldOut = {}) {
  const { data, seed } = config;
  const hearts = listHearts(dataFolder, data.set);
  const known = origin?.config.data.set === data.set ? origin.split : undefined;
  if (fold) {
    const split = foldSplit(dataSetNamed(data.set).list(dataFolder), seed, fold);
    if (known) assertNotLearnt(hearts, split, known);
    return { hearts, split };
  }
  if (known) return { hearts, split: splitAgain(dataFolder, hearts, known) };
  if (data.validationPatients >= hearts.length)
    throw new LearnError(
      "bad-config",
      `${data.validationPatients} of ${hearts.length} patients for validation leaves none to train on`,
    );
  return { hearts, split: splitPatients(hearts, data.validationPatients, seed) };
}

/** Those who are unseen stay so. */
function splitAgain(dataFolder: string, hearts: readonly HeartCase[], known: Split): Split {
  const unseen = unseenCases(hearts, known).map(({ patient }) => patient);
  if (unseen.length > 0) return splitCases(hearts, new Set(unseen));
  throw new LearnError(
    "bad-split",
    `nobody whom the model to start from held out is in ${dataFolder}; give its folder, or --fold with patients new to it`,
  );
}

/** @throws {LearnError} `bad-split` when a heart that is held out is of a patient whom the model to start from learnt from. */
function assertNotLearnt(hearts: readonly HeartCase[], { validation }: Split, known: Split): void {
  const learnt = hearts.filter(({ id }) => known.training.includes(id)).map(({ patient }) => patient);
  const seen = hearts.find(({ id, patient }) => validation.includes(id) && learnt.includes(patient));
  if (seen)
    throw new LearnError(
      "bad-split",
      `${seen.id} would be held out, and the model to start from has learnt from that patient; start from fresh weights, or without --fold`,
    );
}

/** The hearts of the fold's patients validate, all others train. */
function foldSplit(all: readonly DataCase[], seed: number, fold: Fold): Split {
  const ids = heartsOf(all).map(({ id }) => id);
  const cases = all.filter(({ id }) => ids.includes(id));
  const { training, test } = splitOfFold(cases, fold, { seed });
  const idsOf = (patients: readonly string[]) => casesOfPatients(cases, patients).map(({ id }) => id);
  return splitInto(idsOf(training), idsOf(test));
}
